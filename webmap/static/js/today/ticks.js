// Homes that are ticked, put off and taken back where they stand on the page.

import { word } from "../map/words.js";
import { isSure, takeBack, tickWrites, undoMark } from "./ticking.js";

export class Ticks {
  constructor(root, config, queue) {
    Object.assign(this, { root, config, queue });
    root.addEventListener("click", (event) => this.tapped(event));
    root.addEventListener("submit", (event) => this.submitted(event));
  }

  tapped(event) {
    const button = event.target.closest(".ticks button");
    if (button && !isSure(button)) event.preventDefault();
  }

  submitted(event) {
    const form = event.target;
    const stop = form.closest(".stop");
    if (!stop || !form.matches(".ticks, .postpone, .undo")) return;
    event.preventDefault();
    if (form.matches(".ticks")) this.tick(stop, event.submitter);
    else if (form.matches(".postpone")) this.postpone(stop);
    else this.undoSent(stop, form);
  }

  tick(stop, button) {
    const writes = tickWrites(this.config, stop.dataset.unit, button.value);
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
    mark.querySelector("button").focus({ preventScroll: true });
  }

  unmark(stop) {
    stop.classList.remove("done", "off");
    stop.querySelector(".mark-line").replaceChildren();
    this.arrange();
  }

  // What changes around a home that was marked; a plain list stays as it is.
  arrange() {}
}
