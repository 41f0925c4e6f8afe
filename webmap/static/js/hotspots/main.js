// Draws where needs gather: buildings by rate; the hot ones outlined, each area numbered.

import { element } from "../map/element.js";
import { fetched } from "../map/fetching.js";
import { drawGround } from "../map/ground.js";
import { Labels } from "../map/labels.js";
import { clearReady, setReady } from "../map/ready.js";
import { scaleBar } from "../map/scale_bar.js";
import { word } from "../map/words.js";

const { map, config } = window.peoplesMap;
const drawn = JSON.parse(document.getElementById("drawn").textContent);
const known = new Map(drawn.buildings.map((one) => [one.id, one]));
const CASING = "#ffffff";
const NEAR = 17;

function style({ properties: { id } }) {
  const one = known.get(id);
  const { palette } = config;
  if (!one) return { color: palette.surroundings_edge, weight: 0.8, fillColor: palette.surroundings, fillOpacity: 1 };
  return { color: palette.edge, weight: 1, fillColor: drawn.classes[one.class]?.colour ?? "#ffffff", fillOpacity: 1 };
}

function told(one) {
  return element("span", {}, element("strong", {}, one.name), element("br"),
    word("needs_of_homes", { n: one.needs, homes: one.households }), element("br"), word("rates", one),
    ...(one.area ? [element("br"), word("hot", one)] : []));
}

function drawBuildings(features) {
  const byId = new Map();
  const layer = L.geoJSON(features, {
    style,
    onEachFeature: (feature, part) => {
      byId.set(feature.properties.id, part);
      const one = known.get(feature.properties.id);
      if (one) part.bindTooltip(() => told(one), { sticky: true, direction: "top", className: "building-tip" });
    },
  }).addTo(map);
  const marks = [...areasOf(byId)].map(([area, parts]) => outline(area, parts));
  return { layer, byId, marks };
}

function areasOf(byId) {
  const areas = new Map();
  for (const one of known.values()) {
    const part = byId.get(one.id);
    if (one.area && part) areas.set(one.area, [...(areas.get(one.area) ?? []), { one, part }]);
  }
  return areas;
}

// A light casing under a dark line, and a number: seen without telling colours apart.
function outline(area, parts) {
  const lines = parts.flatMap(({ one, part }) => {
    const weight = one.strength >= 3 ? 5 : 3.5;
    return [line(part, CASING, weight + 3), line(part, drawn.hot_colour, weight)];
  });
  const weigh = () => lines.forEach(({ shape, weight }) => shape.setStyle({ weight: weight * (map.getZoom() >= NEAR ? 1 : 0.5) }));
  map.on("zoomend", weigh);
  weigh();
  const all = L.featureGroup(parts.map(({ part }) => part)).getBounds();
  const icon = L.divIcon({ className: "hot-mark", html: element("span", {}, area), iconSize: [26, 26], iconAnchor: [13, 32] });
  return L.marker([all.getNorth(), all.getCenter().lng], { icon, interactive: false, keyboard: false }).addTo(map);
}

// The boxes that the numbers of the areas take up on the screen.
function taken(marks) {
  return marks.map((mark) => map.latLngToContainerPoint(mark.getLatLng())).map(({ x, y }) => [x - 13, y - 32, x + 13, y - 6]);
}

function line(part, color, weight) {
  const shape = L.geoJSON(part.feature, { interactive: false, style: { color, weight, fill: false } }).addTo(map);
  return { shape, weight };
}

function view(layer) {
  map._onZoomTransitionEnd(); // else the opening animation of folium's map takes it back to its view
  map.invalidateSize();
  const all = layer.getBounds();
  if (all.isValid()) map.fitBounds(all, { animate: false, padding: [18, 18] });
}

// The numbers in the table lead to the same number on the map.
function lead(byId) {
  document.querySelector(".hot-table").addEventListener("click", ({ target }) => {
    const part = byId.get(target.closest("[data-building]")?.dataset.building);
    if (!part) return;
    map.setView(part.getBounds().getCenter(), 17.5, { animate: false });
    document.querySelector(".hot-map").scrollIntoView({ block: "nearest" });
  });
}

function fault(error) {
  const box = document.getElementById("map-state");
  const retry = element("button", { type: "button", class: "button", onclick: start }, word("retry"));
  box.replaceChildren(element("span", {}, error.message), retry);
  box.hidden = false;
}

async function start() {
  const ticket = clearReady();
  document.getElementById("map-state").hidden = true;
  try {
    const [ground, features] = await Promise.all([config.ground, config.buildings].map((url) => fetched(url)));
    map.fitBounds(map.getBounds(), { animate: false });
    drawGround(map, ground, config.palette);
    const { layer, byId, marks } = drawBuildings(features);
    const names = new Labels(map, ground, { byId, counts: new Map(), classes: null, sums: () => new Map() }, config.palette, { covered: () => taken(marks) });
    lead(byId);
    view(layer);
    names.draw();
    scaleBar(document.getElementById("scale"), map);
    await setReady(ticket);
  } catch (error) {
    if (!("status" in error)) throw error;
    fault(error);
  }
}

start();
