// Starts the page of the day: its round where there is one, and the other homes; one queue for all.

import { walkOn, wordedQueue } from "../rounds/onward.js";
import { word } from "../map/words.js";
import { callsLeft } from "./counts.js";
import { phoneButtons } from "./ticking.js";
import { Ticks } from "./ticks.js";

const config = JSON.parse(document.getElementById("config").textContent);
const queue = wordedQueue();
const list = document.getElementById("list");

if (list) walkOn(list, config, queue).arrange();
for (const other of document.querySelectorAll(".other-homes")) new Ticks(other, config, queue);
phoneButtons(document.querySelector(".today"), config);

const left = document.getElementById("calls-left");
document.addEventListener("ticked", () => {
  const n = callsLeft(Number(left.dataset.all), document.getElementById("waiting"), document.getElementById("walked-today"));
  left.textContent = word("calls_left", { n });
});
