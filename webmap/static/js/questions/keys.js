/** What a key means on a page of questions; null where it means nothing. */
export function meaning(key) {
  if (/^[1-5]$/.test(key)) return { press: `[data-number="${key}"]` };
  if (["n", "d", "l"].includes(key)) return { press: `[data-key="${key}"]` };
  if (key === "a") return { toggle: "input[name=alike]" };
  if (key === "j") return { move: 1 };
  if (key === "k") return { move: -1 };
  return null;
}

/** Whether somebody is typing words, to whom a key is a letter. */
export function isTyping(element) {
  if (!element) return false;
  const name = element.tagName;
  return name === "TEXTAREA" || name === "SELECT" || (name === "INPUT" && element.type !== "checkbox");
}
