// The words of editing, in the language of the page.

import { filled } from "../words.js";

let words = null;

export function say(key, values = {}) {
  words ??= JSON.parse(document.getElementById("edit-words").textContent);
  return filled(words[key] ?? key, values);
}

// 3.24 m is said 3.2, 32.4 m is said 32.
export function metres(length) {
  return say("metres", { n: length < 9.95 ? length.toFixed(1) : Math.round(length) });
}
