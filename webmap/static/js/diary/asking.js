// Sends JSON to the service and returns its answer; without signal it does not even try.

import { AnswerError, fetched } from "../map/fetching.js";
import { word } from "../map/words.js";

export async function posted(url, body, signal) {
  needsSignal();
  const token = document.querySelector("meta[name=csrf-token]").content;
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token };
  return fetched(url, { method: "POST", headers, body: JSON.stringify(body), signal });
}

export function needsSignal() {
  if (navigator.onLine === false) throw new AnswerError(word("offline"), 0);
}
