// Draws a planned round: the way that is walked, and the doors in their order.

import { drawBuildings } from "../map/buildings.js";
import { drawGround } from "../map/ground.js";

const { map, config } = window.peoplesMap;
const page = document.documentElement;

async function fetched(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

const turned = ([lon, lat]) => [lat, lon];

function numbered(text, kind) {
  const mark = document.createElement("span");
  mark.textContent = text;
  return L.divIcon({ className: `stop-mark ${kind}`, html: mark, iconSize: [28, 28] });
}

// Doors of one entrance share a point: their numbers stand on one mark.
export function marksOf(legs) {
  const marks = new Map();
  legs.forEach(({ door, place, arrive }, index) => {
    const key = door.join();
    const mark = marks.get(key) ?? { door, numbers: [], places: [] };
    mark.numbers.push(index + 1);
    mark.places.push(`${index + 1} ${arrive} ${place}`);
    marks.set(key, mark);
  });
  return [...marks.values()];
}

export function numbersLabel(numbers) {
  const last = numbers[numbers.length - 1];
  return numbers.length === 1 ? `${last}` : `${numbers[0]}–${last}`;
}

function drawRound(round) {
  const line = round.line.map(turned);
  L.polyline(line, { color: "#ffffff", weight: 8, opacity: 0.9, interactive: false }).addTo(map);
  L.polyline(line, { color: "#b5541c", weight: 4, interactive: false }).addTo(map);
  L.marker(turned(round.start), { icon: numbered("●", "start"), interactive: false, keyboard: false }).addTo(map);
  for (const { door, numbers, places } of marksOf(round.legs)) {
    const mark = L.marker(turned(door), { icon: numbered(numbersLabel(numbers), ""), alt: places.join(", ") }).addTo(map);
    const label = document.createElement("div");
    for (const place of places) label.append(Object.assign(document.createElement("div"), { textContent: place }));
    mark.bindTooltip(label, { direction: "top", offset: [0, -12] });
  }
}

function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

async function start() {
  delete page.dataset.mapReady;
  const [ground, buildings, round] = await Promise.all([config.ground, config.buildings, config.round].map(fetched));
  drawGround(map, ground);
  drawBuildings(map, buildings);
  drawRound(round);
  await nextFrame();
  await nextFrame();
  page.dataset.mapReady = "true";
}

start();
