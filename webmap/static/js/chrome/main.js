// Starts what every page has: larger text for those who want it, a notice that can be put away.

import { guardLeaving } from "./leaving.js";
import { Switch } from "./switch.js";

const root = document.documentElement;
const switches = {
  // kept on this device: eyes do not change from login to login
  "large-text": new Switch(root, "large-text", storage("localStorage")),
  // kept until the window is closed
  "demo-read": new Switch(root, "demo-read", storage("sessionStorage")),
};

// Storage may be forbidden in a browser: then a choice holds for this page.
function storage(kind) {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

root.classList.add("scripted");
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-switch]");
  if (!button) return;
  const on = switches[button.dataset.switch].toggle();
  if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(on));
});

function showPressed() {
  for (const button of document.querySelectorAll("[data-switch][aria-pressed]")) {
    button.setAttribute("aria-pressed", String(switches[button.dataset.switch].on));
  }
}

function whenThere() {
  showPressed();
  const leave = document.getElementById("leave");
  const shelf = storage("localStorage");
  if (leave && shelf) guardLeaving(leave, shelf);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", whenThere);
else whenThere();
