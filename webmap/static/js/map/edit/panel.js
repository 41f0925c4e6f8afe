// The panel of editing: tools, the card of what is chosen, the bar that saves, the lists.

import { element } from "../element.js";
import { picture } from "./pictures.js";
import { questionOf } from "./questions.js";
import { say } from "./words.js";

const TOOLS = [
  ["pick", "pointer"], ["door", "door"], ["gate", "gate"], ["path", "path"], ["block", "block"],
  ["split", "split"], ["merge", "merge"], ["boundary", "boundary"], ["plan", "plan"],
];
const STEWARD_ONLY = new Set(["split", "merge", "boundary"]);

export class Panel {
  constructor(box, { steward, onTool, onSave, onCancel, onDone, onClosest }) {
    this.box = box;
    this.tools = element("div", { class: "edit-tools", role: "toolbar", "aria-label": say("tools") },
      ...TOOLS.filter(([name]) => steward || !STEWARD_ONLY.has(name)).map(([name, image]) =>
        element("button", { type: "button", class: "edit-tool", "data-tool": name, "aria-pressed": "false", onclick: () => onTool(name) },
          picture(image), element("span", {}, say(`tool_${name}`)))));
    this.cards = element("div", { class: "edit-card", tabindex: "0", role: "region", "aria-label": say("chosen"), hidden: true });
    this.words = element("p", { class: "edit-words", role: "status", "aria-live": "polite" });
    this.reason = element("input", { type: "text", maxlength: 200, placeholder: say("why"), "aria-label": say("why") });
    this.saveButton = element("button", { type: "button", class: "primary", onclick: () => (this.question?.isConnected ? this.question.requestSubmit() : onSave()) }, say("save"));
    this.cancelButton = element("button", { type: "button", onclick: onCancel }, say("cancel"));
    this.acts = element("div", { class: "edit-acts", hidden: true }, this.reason, this.cancelButton, this.saveButton);
    this.far = element("p", { class: "edit-far", hidden: true }, element("span", {}, say("come_nearer")), element("button", { type: "button", onclick: onClosest }, say("nearer")));
    this.bar = element("div", { class: "edit-bar" }, this.far, this.words, this.acts);
    this.lists = element("div", { class: "edit-lists" });
    this.heading = element("h2", {}, say("title"));
    this.cross = document.querySelector(".edit-cross");
    this.drawing = false;
    this.question = null;
    box.replaceChildren(
      element("header", { class: "edit-head" }, this.heading, element("button", { type: "button", class: "edit-done", onclick: onDone }, say("done"))),
      this.tools, this.cards, this.bar, this.lists,
    );
  }

  show() {
    this.box.hidden = false;
    this.unfold(false);
    this.watch ??= new ResizeObserver(() => this.aim());
    this.watch.observe(this.box);
  }

  hide() {
    this.watch.disconnect();
    this.box.hidden = true;
    delete document.documentElement.dataset.editReady;
  }

  // On a phone the lists lie folded under the tools.
  unfold(wanted) {
    this.box.classList.toggle("unfolded", wanted);
  }

  // With a tool that draws, a phone shows the map and little else.
  tool(name, { draws, saves }) {
    this.drawing = draws && saves;
    this.heading.textContent = draws ? say(`tool_${name}`) : say("title");
    this.box.classList.toggle("drawing", draws);
    this.box.classList.toggle("saves", saves);
    this.ready(false);
    for (const button of this.tools.children) button.setAttribute("aria-pressed", String(button.dataset.tool === name));
    this.unfold(false);
    this.aim();
  }

  // The cross stands in the middle of what can be seen of the map.
  aim() {
    const [x, y] = this.crossPoint();
    Object.assign(this.cross.style, { left: `${x}px`, top: `${y}px` });
  }

  crossPoint() {
    const { left, top, right, bottom } = this.free(document.querySelector(".map-frame"));
    return [(left + right) / 2, (top + bottom) / 2];
  }

  card(content) {
    this.cards.replaceChildren(...(content ? [content] : []));
    this.cards.hidden = !content;
    if (content) this.unfold(false);
  }

  say(words, kind = "") {
    this.words.textContent = words;
    this.words.className = `edit-words ${kind}`;
  }

  fault(words, retry) {
    this.say(words, "bad");
    this.words.append(" ", element("button", { type: "button", class: "plain", onclick: retry }, say("retry")));
  }

  // The part of the map, in its pixels, on which the panel does not lie.
  free(map) {
    const frame = map.getBoundingClientRect();
    const box = this.box.getBoundingClientRect();
    const margin = 40;
    const phone = box.width > frame.width * 0.8;
    return {
      left: phone ? margin : box.right - frame.left + margin, top: margin, right: frame.width - margin,
      bottom: (phone ? box.top - frame.top : frame.height) - margin,
    };
  }

  // The same as room to leave when the map is fitted to something.
  padding() {
    const frame = document.querySelector(".map-frame").getBoundingClientRect();
    const { left, top, right, bottom } = this.free(document.querySelector(".map-frame"));
    return { paddingTopLeft: [left, top], paddingBottomRight: [frame.width - right, frame.height - bottom] };
  }

  tooFar(far) {
    this.far.hidden = !far;
    this.box.classList.toggle("too-far", far);
  }

  ready(pending) {
    this.acts.hidden = !pending && !this.drawing;
    this.reason.hidden = !pending;
    this.saveButton.disabled = !pending;
    this.box.classList.toggle("pending", pending);
    if (!pending) this.reason.value = "";
  }

  busy(on) {
    this.saveButton.disabled = on || !this.box.classList.contains("pending");
    this.box.setAttribute("aria-busy", String(on));
  }

  why() {
    return this.reason.value.trim() || null;
  }

  // What only the maker knows is asked where she looks; the answer goes along with the same edit.
  ask(error, place, onAnswer) {
    this.say(error.message, "warn");
    this.question = questionOf(error.ask, place, onAnswer);
    this.card(this.question);
    this.cards.querySelector("select, input, button")?.focus();
  }
}
