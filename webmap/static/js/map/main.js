// Starts the people's map: waits for its data, draws, and says when it is ready.

import { drawBuildings } from "./buildings.js";
import { drawGround } from "./ground.js";

const { map, config } = window.peoplesMap;
const page = document.documentElement;

async function fetched(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

async function start() {
  delete page.dataset.mapReady;
  const [ground, buildings] = await Promise.all([fetched(config.ground), fetched(config.buildings)]);
  drawGround(map, ground);
  drawBuildings(map, buildings);
  await nextFrame();
  await nextFrame();
  page.dataset.mapReady = "true";
}

start();
