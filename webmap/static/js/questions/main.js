/** Keyboard for the page of questions, and candidates that light up on the small map. */
import { isTyping, meaning } from "./keys.js";

const cards = [...document.querySelectorAll("[data-question]")];
let current = 0;

function choose(position, scroll) {
  if (!cards.length) return;
  current = Math.min(Math.max(position, 0), cards.length - 1);
  cards.forEach((card, at) => card.classList.toggle("current", at === current));
  if (scroll) {
    cards[current].focus({ preventScroll: true });
    cards[current].scrollIntoView({ block: "start", behavior: "smooth" });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const meant = meaning(event.key);
  if (!meant || !cards.length) return;
  event.preventDefault();
  if (meant.move) return choose(current + meant.move, true);
  const found = cards[current].querySelector(meant.press ?? meant.toggle);
  if (found) found.click();
});

for (const [position, card] of cards.entries()) {
  card.addEventListener("focusin", () => choose(position, false));
  for (const option of card.querySelectorAll("[data-number]")) {
    const lit = card.querySelectorAll(`[data-candidate="${option.dataset.number}"]`);
    const light = (on) => lit.forEach((shape) => shape.classList.toggle("looked-at", on));
    for (const name of ["pointerenter", "focus"]) option.addEventListener(name, () => light(true));
    for (const name of ["pointerleave", "blur"]) option.addEventListener(name, () => light(false));
  }
}

/* a second tap while the answer is on its way counts once */
for (const form of document.querySelectorAll("form.answer")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}

choose(0, false);
