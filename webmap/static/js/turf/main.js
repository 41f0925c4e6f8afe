// Draws the areas of a cut: each building in the colour of its area, the number in its middle.

import { element } from "../map/element.js";
import { fetched } from "../map/fetching.js";
import { drawGround } from "../map/ground.js";
import { clearReady, setReady } from "../map/ready.js";
import { middles, shadeOf } from "./shades.js";

const { map, config: layers } = window.peoplesMap;
const { areas } = JSON.parse(document.getElementById("drawn").textContent);
const compoundArea = new Map(areas.flatMap(({ number, compounds }) => compounds.map((id) => [id, number])));
const areaOf = new Map(areas.flatMap(({ number, buildings }) => buildings.map((id) => [id, number])));

function style({ properties: { id } }) {
  const number = areaOf.get(id);
  if (number === undefined) return { color: layers.palette.surroundings_edge, weight: 0.8, fillColor: layers.palette.surroundings, fillOpacity: 1 };
  return { color: "#00000066", weight: 0.8, fillColor: shadeOf(number), fillOpacity: 0.95 };
}

function numberMark(number, [lon, lat]) {
  const mark = element("span", {}, `${number}`);
  mark.style.background = shadeOf(number);
  L.marker([lat, lon], { icon: L.divIcon({ className: "area-mark", html: mark, iconSize: null }), interactive: false, keyboard: false, alt: `${number}` }).addTo(map);
}

async function start() {
  const ticket = clearReady();
  try {
    const [ground, features] = await Promise.all([layers.ground, layers.buildings].map((url) => fetched(url)));
    map.invalidateSize({ animate: false });
    drawGround(map, ground, layers.palette);
    const inside = { ...features, features: features.features.filter(({ properties: { id } }) => areaOf.has(id)) };
    const whole = ground.features.filter(({ properties: { layer, id } }) => layer === "compound" && compoundArea.has(id));
    L.geoJSON(whole, { interactive: false, style: ({ properties: { id } }) => ({ color: shadeOf(compoundArea.get(id)), weight: 3, fillColor: shadeOf(compoundArea.get(id)), fillOpacity: 0.35 }) }).addTo(map);
    L.geoJSON(features, { interactive: false, style }).addTo(map);
    for (const [number, at] of middles(inside.features, areaOf)) numberMark(number, at);
    const bounds = L.geoJSON(inside).getBounds();
    if (bounds.isValid()) map.fitBounds(bounds, { animate: false, padding: [24, 24] });
    await setReady(ticket);
  } catch (error) {
    if (!("status" in error)) throw error;
    const box = document.getElementById("round-state");
    box.textContent = error.message;
    box.hidden = false;
  }
}

for (const shade of document.querySelectorAll("[data-shade]")) shade.style.background = shadeOf(Number(shade.dataset.shade) + 1);
start();
