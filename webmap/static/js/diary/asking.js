// Sends JSON to the service and returns its answer.

import { fetched } from "../map/fetching.js";

export function posted(url, body, signal) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token };
  return fetched(url, { method: "POST", headers, body: JSON.stringify(body), signal });
}
