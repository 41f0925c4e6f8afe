// Homes that are ticked, put off and taken back where they stand on the page.

import { word } from "../map/words.js";
import { bringFields, isSure, takeBack, tickWrites, undoMark } from "./ticking.js";

export function laterOf(stop) {
  return Number(stop.dataset.later ?? 0);
}

export class Ticks {
  constructor(root, config, queue) {
    Object.assign(this, { root, config, queue });
    root.addEventListener("click", (event) => this.tapped(event));
    root.addEventListener("submit", (event) => this.submitted(event));
    bringFields(root);
  }

  tapped(event) {
    const button = event.target.closest(".ticks button");
    if (button && !isSure(button)) event.preventDefault();
  }

  submitted(event) {
    const form = event.target;
    const stop = form.closest(".stop");
    if (!stop || !form.matches(".ticks, .postpone, .pass, .undo")) return;
    event.preventDefault();
    if (form.matches(".ticks")) this.tick(stop, event.submitter);
    else if (form.matches(".postpone")) this.postpone(stop);
    else if (form.matches(".pass")) this.pass(stop);
    else this.undoSent(stop, form);
  }

  tick(stop, button) {
    const note = stop.querySelector(".ticks [name=note]");
    const writes = tickWrites(this.config, stop.dataset.unit, button.value, note?.value.trim());
    if (note) note.value = "";
    this.queue.push(writes.tick);
    const said = button.dataset.said ?? button.textContent;
    this.mark(stop, "done", undoMark(`✓ ${said}`, "good", () => {
      takeBack(this.queue, writes);
      this.unmark(stop);
    }));
  }

  postpone(stop) {
    const fields = { unit_id: stop.dataset.unit };
    this.queue.push({ key: `off-${stop.dataset.unit}-${Date.now()}`, url: this.config.postpone, fields });
    this.mark(stop, "off", undoMark(word("later"), "", () => {
      this.queue.push({ key: `on-${stop.dataset.unit}-${Date.now()}`, url: this.config.postpone, fields: { ...fields, back: "1" } });
      this.unmark(stop);
    }));
  }

  // Pass a home over for now: it comes after the others.
  pass(stop) {
    const fields = { unit_id: stop.dataset.unit };
    this.queue.push({ key: `pass-${stop.dataset.unit}-${Date.now()}`, url: this.config.pass, fields });
    const last = Math.max(0, ...[...this.root.querySelectorAll(".stop[data-later]")].map(laterOf));
    stop.dataset.later = `${last + 1}`;
    this.arrange();
  }

  // A mark that the service drew: its form says what to send.
  undoSent(stop, form) {
    const fields = Object.fromEntries(new FormData(form));
    this.queue.push({ key: form.action + Date.now(), url: form.action, fields });
    this.unmark(stop);
  }

  mark(stop, kind, mark) {
    stop.classList.add(kind);
    stop.querySelector(".mark-line").replaceChildren(mark);
    stop.querySelector(".act").open = false;
    this.arrange();
    this.changed();
    mark.querySelector("button").focus({ preventScroll: true });
  }

  unmark(stop) {
    stop.classList.remove("done", "off");
    stop.querySelector(".mark-line").replaceChildren();
    this.arrange();
    this.changed();
  }

  // Figures elsewhere on the page count what stands here.
  changed() {
    this.root.dispatchEvent(new CustomEvent("ticked", { bubbles: true }));
  }

  // What changes around a home that was marked; a plain list stays as it is.
  arrange() {}
}
