// Draws a planned round: the way that is walked, and the doors in their order.

import { element } from "../map/element.js";
import { fetched } from "../map/fetching.js";
import { drawGround } from "../map/ground.js";
import { clearReady, setReady } from "../map/ready.js";
import { marksOf, numbersLabel } from "./marks.js";

const WAY = "#b5541c";
const { map, config } = window.peoplesMap;
const turned = ([lon, lat]) => [lat, lon];

function icon(text, kind = "") {
  return L.divIcon({ className: `stop-mark ${kind}`, html: element("span", {}, text), iconSize: null });
}

function drawBuildings(features) {
  const { surroundings, surroundings_edge: edge } = config.palette;
  L.geoJSON(features, { interactive: false, style: { color: edge, weight: 0.8, fillColor: surroundings, fillOpacity: 1 } }).addTo(map);
}

function drawRound(round) {
  const line = round.line.map(turned);
  const still = { interactive: false, lineJoin: "round" };
  L.polyline(line, { ...still, color: "#ffffff", weight: 8, opacity: 0.9 }).addTo(map);
  L.polyline(line, { ...still, color: WAY, weight: 4 }).addTo(map);
  L.marker(turned(round.start), { icon: icon("", "start"), interactive: false, keyboard: false }).addTo(map);
  for (const { door, numbers, places } of marksOf(round.legs)) {
    const label = element("span", {}, ...places.map((place) => element("div", {}, place)));
    L.marker(turned(door), { icon: icon(numbersLabel(numbers)), alt: places.join(", ") })
      .addTo(map)
      .bindTooltip(label, { direction: "top", offset: [0, -14] });
  }
  if (line.length) map.fitBounds(L.latLngBounds(line), { animate: false, padding: [32, 32], maxZoom: 19 });
}

async function start() {
  const ticket = clearReady();
  const box = document.getElementById("round-state");
  try {
    const wanted = [config.ground, config.buildings, config.round];
    const [ground, features, round] = await Promise.all(wanted.map((url) => fetched(url)));
    map.invalidateSize({ animate: false });
    drawGround(map, ground, config.palette);
    drawBuildings(features);
    drawRound(round);
    await setReady(ticket);
  } catch (error) {
    if (!("status" in error)) throw error;
    box.textContent = error.message;
    box.hidden = false;
  }
}

start();
