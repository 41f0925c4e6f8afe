// Ticks at doors, by one tap: the page changes at once, the queue tells the service.

import { element, icon } from "../map/element.js";
import { keyed, posted } from "../map/fetching.js";
import { word } from "../map/words.js";
import { freshKey } from "./queue.js";

const SURE_MS = 5000;

// What ends the visits to a home is tapped twice: the button asks, and forgets it after a while.
export function isSure(button) {
  if (!("sure" in button.dataset) || button.dataset.sure === "asked") return true;
  const said = button.textContent;
  button.dataset.said = said;
  button.dataset.sure = "asked";
  button.classList.add("asking");
  button.textContent = word("sure", { what: said });
  setTimeout(() => {
    button.dataset.sure = "";
    button.classList.remove("asking");
    button.textContent = said;
  }, SURE_MS);
  return false;
}

// The field for a sentence stands in the page for browsers without scripts only: here it is brought
// when its home comes near the window. The text is our own template's.
export function bringFields(root) {
  const near = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      for (const field of target.querySelectorAll(".ticks noscript")) field.outerHTML = field.textContent;
    }
  }, { rootMargin: "400px" });
  for (const stop of root.querySelectorAll(".stop")) near.observe(stop);
}

export function undoMark(said, className, onUndo) {
  return element("span", { class: "undo" },
    element("span", { class: `chip ${className}` }, said),
    element("button", { type: "button", class: "plain", onclick: onUndo }, word("undo")));
}

// A write that ticks `unit`, and the one that takes it back.
export function tickWrites(config, unit, outcome, note = "") {
  const key = freshKey();
  return {
    tick: { key, unit, url: keyed(config.tick, unit), fields: { key, outcome, note, sure: "1" } },
    undo: { key: `undo-${key}`, url: keyed(config.untick, key), fields: {} },
  };
}

export function takeBack(queue, { tick, undo }) {
  if (!queue.withdraw(tick.key)) queue.push(undo);
}

// Phones stay masked until one is asked for; then the number is a link that calls.
export function phoneButtons(root, config) {
  root.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-phone]");
    if (!button || button.disabled) return;
    button.disabled = true;
    try {
      const { phone } = await posted(keyed(config.phone, button.dataset.phone));
      const link = element("a", { class: "phone", href: `tel:${phone.replace(/[^\d+]/g, "")}` }, icon("phone"), element("span", {}, phone));
      button.replaceWith(link);
      link.focus();
    } catch (error) {
      if (!("status" in error)) throw error;
      button.disabled = false;
      button.after(element("span", { class: "fault", role: "alert" }, error.message));
    }
  });
}
