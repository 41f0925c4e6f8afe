// Asks the service for data. What goes wrong becomes one sentence for the reader.

import { word } from "./words.js";

export class AnswerError extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

export async function fetched(url, options = {}) {
  let answer;
  try {
    answer = await fetch(url, { headers: { Accept: "application/json" }, ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new AnswerError(word("offline"), 0);
  }
  if (answer.ok) return answer.json();
  if (answer.status === 401) {
    location.reload();
  }
  const told = await answer.json().catch(() => ({}));
  throw new AnswerError(told.error ?? word("failed"), answer.status);
}

export function posted(url) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  return fetched(url, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token } });
}

// An answer that was asked for before it is wanted is good for so long.
const FRESH_MS = 1500;

// Only the last of several questions is answered; earlier ones are called off. What a finger or a mouse
// button goes down on can be asked for with `ask.early(url)`: the click comes a tenth of a second later.
export function latest() {
  let running = null;
  let early = null;
  const ask = (url) => {
    running?.abort();
    const known = early?.url === url && performance.now() - early.at < FRESH_MS ? early : begun(url);
    if (known !== early) early?.abort();
    early = null;
    running = known;
    return known.answer;
  };
  ask.early = (url) => {
    early?.abort();
    early = begun(url);
    early.answer.catch(() => {}); // whoever asks in earnest is told
  };
  return ask;
}

function begun(url) {
  const control = new AbortController();
  return { url, at: performance.now(), answer: fetched(url, { signal: control.signal }), abort: () => control.abort() };
}

export function keyed(pattern, id) {
  return pattern.replace("ID", encodeURIComponent(id));
}
