// Two lists under the tools: entrances still to be checked, nearest first, and the newest edits.

import { element } from "../element.js";
import { picture } from "./pictures.js";
import * as service from "./service.js";
import { say } from "./words.js";

export class Lists {
  constructor(box, { onGo, onConfirm, onUndo, onRedo, onOpen }) {
    Object.assign(this, { box, onGo, onConfirm, onUndo, onRedo, onOpen, shown: "unchecked", found: null, edits: [] });
    this.tabs = element("div", { class: "edit-tabs", role: "group", "aria-label": say("lists") },
      ...["unchecked", "edits"].map((name) => element("button", { type: "button", "data-list": name, onclick: () => this.turn(name) })));
    this.body = element("div", { class: "edit-list", tabindex: "0", role: "region", "aria-label": say("lists") });
    box.replaceChildren(this.tabs, this.body);
    this.draw();
  }

  async refresh(at) {
    try {
      [this.found, this.edits] = await Promise.all([service.unchecked(at), service.recentEdits()]);
    } catch (error) {
      this.body.replaceChildren(element("p", { class: "quiet" }, error.message));
      return;
    }
    this.draw();
  }

  turn(name) {
    this.shown = name;
    this.onOpen();
    this.draw();
  }

  draw() {
    const counts = { unchecked: this.found?.total ?? "…", edits: this.edits.length };
    for (const tab of this.tabs.children) {
      const name = tab.dataset.list;
      tab.setAttribute("aria-pressed", String(name === this.shown));
      tab.replaceChildren(say(`list_${name}`), " ", element("b", {}, counts[name]));
    }
    this.body.replaceChildren(this.shown === "unchecked" ? this.drawUnchecked() : editList(this.edits, this));
  }

  drawUnchecked() {
    if (!this.found) return element("p", { class: "quiet" }, say("loading"));
    const { doors, total, checked } = this.found;
    if (!total) return element("p", { class: "edit-none" }, say(checked ? "all_checked" : "no_doors"));
    return element("div", {},
      element("p", { class: "edit-share quiet" }, say("checked_of", { n: checked, all: checked + total })),
      element("ul", {}, ...doors.map((door) => element("li", {},
        element("button", { type: "button", class: "edit-go", onclick: () => this.onGo(door) }, element("span", {}, door.label || say("door")), element("span", { class: "quiet" }, say("away", { n: door.away_m }))),
        element("button", { type: "button", class: "edit-tick", title: say("confirm"), "aria-label": `${say("confirm")} ${door.label}`, onclick: () => this.onConfirm(door) }, picture("check"))))),
      total > doors.length ? element("p", { class: "quiet" }, say("more_doors", { n: total - doors.length })) : null);
  }
}

// Edits as lines, each with what can be done about it.
export function editList(edits, { onUndo, onRedo }) {
  if (!edits.length) return element("p", { class: "edit-none" }, say("no_edits"));
  return element("ul", { class: "edit-lines" }, ...edits.map((edit) => {
    const told = [edit.by, edit.on, edit.why].filter(Boolean).join(" · ");
    let act = null;
    if (edit.may_undo) act = element("button", { type: "button", onclick: () => onUndo(edit) }, picture("undo"), say("undo"));
    else if (edit.may_redo) act = element("button", { type: "button", onclick: () => onRedo(edit) }, picture("redo"), say("redo"));
    else if (edit.waits_for) act = element("span", { class: "quiet edit-waits" }, say("waits_for", { n: edit.waits_for }));
    return element("li", { class: edit.undone_on ? "undone" : "" },
      element("div", {}, element("strong", {}, edit.word), " ", element("span", {}, edit.what), element("small", {}, `${say("number", { n: edit.id })} · ${told}`),
        edit.undone_on ? element("small", {}, say("undone_by", { name: edit.undone_by, day: edit.undone_on })) : null),
      act);
  }));
}
