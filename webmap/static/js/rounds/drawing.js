// Draws a round on its map: the way that is walked, and the doors in their order.

import { element } from "../map/element.js";
import { marksOf, numbersLabel } from "./marks.js";

const WAY = "#b5541c";
const turned = ([lon, lat]) => [lat, lon];

function icon(text, kind = "") {
  return L.divIcon({ className: `stop-mark ${kind}`, html: element("span", {}, text), iconSize: null });
}

export function drawBuildings(map, palette, features) {
  const { surroundings, surroundings_edge: edge } = palette;
  L.geoJSON(features, { interactive: false, style: { color: edge, weight: 0.8, fillColor: surroundings, fillOpacity: 1 } }).addTo(map);
}

export function startMark(at, alt) {
  return L.marker(turned(at), { icon: icon("", "start"), interactive: false, keyboard: false, alt });
}

// A door that no way leads to, and why.
export function barredMark(at, words) {
  return L.marker(turned(at), { icon: icon("!", "barred"), alt: words })
    .bindTooltip(element("span", {}, words), { direction: "top", offset: [0, -12] });
}

export class Drawing {
  constructor(map, { onDoor = () => {} } = {}) {
    this.map = map;
    this.onDoor = onDoor;
    this.layer = L.layerGroup().addTo(map);
  }

  draw(round) {
    this.layer.clearLayers();
    const line = round.line.map(turned);
    const still = { interactive: false, lineJoin: "round" };
    L.polyline(line, { ...still, color: "#ffffff", weight: 8, opacity: 0.9 }).addTo(this.layer);
    L.polyline(line, { ...still, color: WAY, weight: 4 }).addTo(this.layer);
    startMark(round.start, "").addTo(this.layer);
    for (const { door, numbers, places, units } of marksOf(round.legs)) {
      const label = element("span", {}, ...places.map((place) => element("div", {}, place)));
      L.marker(turned(door), { icon: icon(numbersLabel(numbers)), alt: places.join(", ") })
        .addTo(this.layer)
        .on("click", () => this.onDoor(units[0]))
        .bindTooltip(label, { direction: "top", offset: [0, -14] });
    }
    for (const { door, place, why } of round.barred ?? []) barredMark(door, `${place} · ${why}`).addTo(this.layer);
  }

  // Show all of a round: its way, or the doors that no way leads to.
  fit(round) {
    const line = round.line.map(turned);
    const shown = line.length ? line : [round.start, ...(round.barred ?? []).map(({ door }) => door)].map(turned);
    if (shown.length > 1) this.map.fitBounds(L.latLngBounds(shown), { animate: false, padding: [32, 32], maxZoom: 19 });
    else this.map.setView(shown[0], 17, { animate: false });
  }
}
