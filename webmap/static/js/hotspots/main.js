// Draws where needs gather: buildings by rate; the hot ones outlined, each area numbered.

import { BaseMap } from "../map/base_map.js";
import { element } from "../map/element.js";
import { houseStyle, isNear } from "../map/ground_style.js";
import { settled, unsettled } from "../map/ready.js";
import { scaleBar } from "../map/scale_bar.js";
import { Pointer, buildingAt } from "../map/under_pointer.js";
import { fetched } from "../map/fetching.js";
import { word } from "../map/words.js";

const { map, config } = window.peoplesMap;
const drawn = JSON.parse(document.getElementById("drawn").textContent);
const known = new Map(drawn.buildings.map((one) => [one.id, one]));
const { palette } = config;
const CASING = "#ffffff";
const NEAR = 17;
const SURE = 3;
const quiet = houseStyle(palette.surroundings, palette.surroundings_edge, 0.8);
const plain = houseStyle("#ffffff", palette.edge, 1, { light: true });
const classes = drawn.classes.map(({ colour }) => houseStyle(colour, palette.edge, 1, { light: colour === "#ffffff" }));
const marks = [...areas()].map(([area, [south, west, north, east]]) => {
  const icon = L.divIcon({ className: "hot-mark", html: element("span", {}, area), iconSize: [26, 26], iconAnchor: [13, 32] });
  return L.marker([north, (west + east) / 2], { icon, interactive: false, keyboard: false }).addTo(map);
});
const base = new BaseMap(map, config, {
  steps,
  names: { covered: taken },
  onFault: (error) => error.name !== "AbortError" && fault(error),
  onGone: () => location.reload(),
});

// Bounds of each hot area: south, west, north, east.
function areas() {
  const found = new Map();
  for (const { area, bounds } of known.values()) {
    if (!area || !bounds) continue;
    const [south, west, north, east] = bounds;
    const [s, w, n, e] = found.get(area) ?? bounds;
    found.set(area, [Math.min(s, south), Math.min(w, west), Math.max(n, north), Math.max(e, east)]);
  }
  return found;
}

// A light casing under a dark line: the hot ones are seen without telling colours apart.
function steps(hidden, zoom) {
  const view = isNear(zoom) ? "near" : "far";
  const weight = ({ id }) => (known.get(id).strength >= SURE ? 5 : 3.5);
  const part = zoom >= NEAR ? 1 : 0.5;
  const hot = { layers: ["building"], hidden, only: ({ id }) => Boolean(known.get(id)?.area), join: "round" };
  return [
    { layers: ["building"], hidden, style: ({ id }) => styleOf(known.get(id))[view] },
    { ...hot, line: CASING, width: (props) => (weight(props) + 3) * part },
    { ...hot, line: drawn.hot_colour, width: (props) => weight(props) * part },
  ];
}

function styleOf(one) {
  return one ? classes[one.class] ?? plain : quiet;
}

function told({ id }) {
  const one = known.get(id);
  return element("span", {}, element("strong", {}, one.name), element("br"),
    word("needs_of_homes", { n: one.needs, homes: one.households }), element("br"), word("rates", one),
    ...(one.area ? [element("br"), word("hot", one)] : []));
}

// The boxes that the numbers of the areas take up on the screen.
function taken() {
  return marks.map((mark) => map.latLngToContainerPoint(mark.getLatLng())).map(({ x, y }) => [x - 13, y - 32, x + 13, y - 6]);
}

// The numbers in the table lead to the same number on the map.
function lead({ target }) {
  const bounds = known.get(target.closest("[data-building]")?.dataset.building)?.bounds;
  if (!bounds) return;
  const [south, west, north, east] = bounds;
  map.setView([(south + north) / 2, (west + east) / 2], 17.5, { animate: false });
  document.querySelector(".hot-map").scrollIntoView({ block: "nearest" });
}

function fault(error) {
  const box = document.getElementById("map-state");
  const retry = element("button", { type: "button", class: "button", onclick: again }, word("retry"));
  box.replaceChildren(element("span", {}, error.message), retry);
  box.hidden = false;
}

function again() {
  document.getElementById("map-state").hidden = true;
  if (base.grid._map) base.grid.redraw();
  else start();
}

async function start() {
  unsettled("changes");
  try {
    if (config.changed) base.change(await fetched(config.changes));
    base.start();
    settled("changes");
  } catch (error) {
    if (!("status" in error)) throw error;
    fault(error);
  }
}

map.invalidateSize({ animate: false });
if (config.bounds) {
  const { west, south, east, north } = config.bounds;
  map.fitBounds([[south, west], [north, east]], { animate: false, padding: [18, 18] });
}
document.querySelector(".hot-table").addEventListener("click", lead);
new Pointer(map, { under: (latlng) => buildingAt(map, base, latlng, (id) => known.has(id)), told });
scaleBar(document.getElementById("scale"), map);
start();
