// Sends one write of the queue as a form, and keeps trying while there is no signal.

import { fetched } from "../map/fetching.js";
import { Queue } from "./queue.js";

const AGAIN_MS = 15000;

export function postedForm(url, fields) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  return fetched(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body: new URLSearchParams(fields),
  });
}

export function pageQueue({ tell, refuse, done }) {
  const queue = new Queue({ send: ({ url, fields }) => postedForm(url, fields), tell, refuse, done });
  const again = () => queue.length && queue.flush();
  window.addEventListener("online", again);
  setInterval(again, AGAIN_MS);
  window.addEventListener("beforeunload", (event) => { if (queue.length) event.preventDefault(); });
  return queue;
}
