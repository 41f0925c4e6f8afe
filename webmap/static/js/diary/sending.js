// Wires the sentences written without signal to the page: kept on sending, shown, sent, asked about.

import { element } from "../map/element.js";
import { fetched } from "../map/fetching.js";
import { word } from "../map/words.js";
import { freshKey } from "../today/queue.js";
import { needsSignal } from "./asking.js";
import { addPhotos } from "./photo_shelf.js";
import { Unsent } from "./unsent.js";

const AGAIN_MS = 15000;

// `photos` are those of the page; `emptied()` is told when what stood there was kept.
export function keepWithoutSignal(page, photos, emptied) {
  const { text, key } = page.elements;
  const state = document.getElementById("state");
  let reachable = navigator.onLine;
  const unsent = new Unsent({
    storage: localStorage,
    writer: page.dataset.writer,
    send: async ({ url, fields }) => {
      needsSignal();
      const answer = await postedEntry(url, fields, await photos.shelf.of(fields.key));
      await photos.shelf.forget(fields.key);
      return answer;
    },
    show: (all) => draw(all, putBack),
  });
  // What the service refused is written anew, with its photos.
  function putBack(refusedKey) {
    const fields = unsent.takeBack(refusedKey);
    photos.take(refusedKey);
    text.value = [text.value.trim(), fields?.text ?? ""].filter(Boolean).join("\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }
  const again = () => unsent.flush();
  page.addEventListener("submit", (event) => {
    if (reachable && navigator.onLine) return;
    event.preventDefault();
    const { day, compound } = page.elements;
    const fields = {
      key: key.value, text: text.value, day: day.value, compound: compound?.value ?? "",
      pictures: photos.all.length,
    };
    if (!unsent.keep({ key: key.value, url: page.dataset.unsent, fields })) return;
    text.value = "";
    key.value = freshKey();
    emptied();
    state.textContent = word("kept_unsent");
  });
  window.addEventListener("online", again);
  window.addEventListener("offline", () => { reachable = false; });
  setInterval(again, AGAIN_MS);
  draw(unsent, putBack);
  photos.shelf.keepOnly([key.value, ...unsent.keys]);
  again();
  return {
    heard: () => {
      reachable = true;
      again();
    },
    lost: () => { reachable = false; },
  };
}

function postedEntry(url, fields, photos) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const token = document.querySelector("meta[name=csrf-token]").content;
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  return fetched(url, { method: "POST", headers, body: addPhotos(body, photos) });
}

function draw(unsent, putBack) {
  const section = document.getElementById("unsent");
  const rows = [
    ...unsent.refused.read().map((write) => card(write, element("span", { class: "chip bad" }, word("refused")),
      element("span", { class: "quiet" }, write.message),
      element("button", { type: "button", onclick: () => putBack(write.key) }, word("take_back")))),
    ...unsent.waiting.map((write) => card(write, element("span", { class: "chip warn" }, word("unread")))),
    ...unsent.arrived.map((write) => card(write,
      element("a", { class: "button primary", href: write.href }, word("arrived")))),
  ];
  section.hidden = rows.length === 0;
  section.querySelector("ul").replaceChildren(...rows);
}

function card({ fields }, ...marks) {
  return element("li", { class: "card" },
    element("p", { class: "text" }, fields.text),
    fields.pictures ? element("p", { class: "quiet" }, word("photos_kept", { n: fields.pictures })) : null,
    element("p", { class: "marks" }, ...marks));
}
