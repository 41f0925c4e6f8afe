// Starts the page of the day: its round where there is one, and the other homes; one queue for all.

import { walkOn, wordedQueue } from "../rounds/onward.js";
import { phoneButtons } from "./ticking.js";
import { Ticks } from "./ticks.js";

const config = JSON.parse(document.getElementById("config").textContent);
const queue = wordedQueue();
const list = document.getElementById("list");

if (list) walkOn(list, config, queue).arrange();
for (const other of document.querySelectorAll(".other-homes")) new Ticks(other, config, queue);
phoneButtons(document.querySelector(".today"), config);
