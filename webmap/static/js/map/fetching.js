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

// Only the last of several questions is answered; earlier ones are called off.
export function latest() {
  let running = null;
  return (url) => {
    running?.abort();
    running = new AbortController();
    return fetched(url, { signal: running.signal });
  };
}

export function keyed(pattern, id) {
  return pattern.replace("ID", encodeURIComponent(id));
}
