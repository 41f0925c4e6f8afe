// The way into editing: a button on the map, or the key e. The rest is fetched when it is wanted.

import { element } from "../element.js";
import { stage } from "../stage.js";
import { picture } from "./pictures.js";
import { say } from "./words.js";

const KEPT = "editing";
const button = element("button", { type: "button", id: "edit-toggle", "aria-pressed": "false", "aria-keyshortcuts": "e", "aria-label": say("edit"), title: say("edit_key"), onclick: () => toggle() }, picture("pencil"));
document.querySelector(".map-tools").append(button);
let editor = null;

async function toggle(wanted = null) {
  const here = await stage;
  if (!editor) {
    const { Editor } = await import("./editor.js");
    editor ??= new Editor(here, { onLeave: () => told(false) });
  }
  const on = wanted ?? !editor.on;
  if (on) editor.enter();
  else editor.leave();
  told(editor.on);
}

function told(on) {
  button.setAttribute("aria-pressed", String(on));
  // a page that is loaded again while somebody edits goes on where she was
  if (on) sessionStorage.setItem(KEPT, "1");
  else sessionStorage.removeItem(KEPT);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "e" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
  event.preventDefault();
  toggle();
});

if (sessionStorage.getItem(KEPT)) toggle(true);
