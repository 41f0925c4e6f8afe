// Draws what can be edited over the map: outlines, paths, doors and gates that can be taken hold of.

import { nearestOnOutline, metresBetween, stepped } from "./plane.js";
import { say } from "./words.js";

const FARTHEST_M = 25;
const STEPS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const MARKS_FROM = 16.5;

export const lonLat = ({ lat, lng }) => [lng, lat];
export const latLng = ([lon, lat]) => [lat, lon];

// Shapes whose look stands in the style sheet. The page sizes every picture by its style, so here
// the size that the map asks for becomes a style too.
export function shapeRenderer() {
  const renderer = L.svg({ pane: "edit-shapes", padding: 0.5 });
  renderer.on("update", () => {
    const { _container: sheet, _svgSize: size } = renderer;
    sheet.style.width = `${size.x}px`;
    sheet.style.height = `${size.y}px`;
  });
  return renderer;
}

export class Marks {
  // onPick(key): something was tapped; onMove(key, {at, metres, off}): it is being moved;
  // onDrop(key, {at, metres, off}): it was let go.
  constructor(map, { onPick, onMove, onDrop }) {
    Object.assign(this, { map, onPick, onMove, onDrop, places: new Map(), spots: new Map(), paths: new Map(), chosen: null, picking: true });
    const pane = map.getPane("edit-shapes") ?? map.createPane("edit-shapes");
    pane.style.zIndex = 470;
    (map.getPane("edit-marks") ?? map.createPane("edit-marks")).style.zIndex = 620;
    this.renderer = shapeRenderer();
    this.shapes = L.featureGroup();
    this.marks = L.featureGroup();
    this.trace = L.featureGroup();
  }

  show() {
    for (const group of [this.shapes, this.marks, this.trace]) group.addTo(this.map);
  }

  hide() {
    this.chosen = null;
    for (const group of [this.shapes, this.marks, this.trace]) group.clearLayers().remove();
    this.places.clear();
    this.spots.clear();
    this.paths.clear();
    this.renderer.remove();
  }

  draw(found) {
    const focused = document.activeElement?.dataset?.place ?? null;
    this.shapes.clearLayers();
    this.marks.clearLayers();
    this.trace.clearLayers();
    this.places.clear();
    this.spots.clear();
    this.paths.clear();
    for (const [layer, features] of Object.entries(found)) {
      for (const feature of features) this.places.set(`${layer}/${feature.properties.id}`, { layer, ...feature });
    }
    for (const layer of ["compounds", "buildings", "ways"]) {
      for (const feature of found[layer]) if (feature.properties.kind !== "wall") this.shape(layer, feature);
    }
    if (this.map.getZoom() >= MARKS_FROM) {
      for (const layer of ["gates", "entrances"]) for (const feature of found[layer]) this.mark(layer, feature);
    }
    this.choose(this.places.has(this.chosen) ? this.chosen : null);
    if (focused) this.spots.get(focused)?.getElement()?.focus({ preventScroll: true });
  }

  shape(layer, feature) {
    const key = `${layer}/${feature.properties.id}`;
    const styles = {
      compounds: { className: "edit-boundary", fill: false, interactive: false },
      buildings: { className: "edit-outline", weight: 1.5 },
      ways: { className: `edit-way of-${feature.properties.kind}`, weight: 2, fill: false, interactive: false },
    };
    const drawn = L.geoJSON(feature, { style: { ...styles[layer], pane: "edit-shapes", renderer: this.renderer }, pane: "edit-shapes" });
    drawn.addTo(this.shapes);
    this.paths.set(key, drawn);
    if (layer === "compounds" || feature.properties.kind === "road") return;
    let target = drawn;
    if (layer === "ways") { // a finger needs more than a line of two pixels
      target = L.geoJSON(feature, { style: { className: "edit-reach", weight: 18, fill: false, renderer: this.renderer }, pane: "edit-shapes" }).addTo(this.shapes);
    }
    target.on("click", (event) => {
      if (!this.picking) return;
      L.DomEvent.stopPropagation(event);
      this.onPick(key);
    });
  }

  mark(layer, feature) {
    const { id, number, inferred, label, name } = feature.properties;
    const key = `${layer}/${id}`;
    const face = document.createElement("span");
    face.textContent = layer === "gates" ? "" : number ?? "";
    const kind = layer === "gates" ? "of-gate" : inferred ? "of-door inferred" : "of-door";
    const marker = L.marker(latLng(feature.geometry.coordinates), {
      pane: "edit-marks",
      icon: L.divIcon({ className: `edit-mark ${kind}`, html: face, iconSize: [28, 28] }),
      keyboard: true,
      draggable: true,
      autoPan: true,
      title: layer === "gates" ? name ?? say("gate") : label,
      riseOnHover: true,
    }).addTo(this.marks);
    this.spots.set(key, marker);
    const face_ = marker.getElement();
    face_.dataset.place = key;
    const called = layer === "gates" ? name ?? say("gate") : label;
    face_.setAttribute("aria-label", inferred ? `${called} · ${say("unchecked")}` : called);
    // on a phone only what was chosen moves: a finger that pans takes no door with it
    if (!matchMedia("(pointer: fine)").matches) marker.dragging.disable();
    marker.on("click", () => this.picking && this.onPick(key));
    marker.on("dragstart", () => {
      if (this.chosen !== key) this.onPick(key);
    });
    marker.on("drag", () => this.moved(key, lonLat(marker.getLatLng()), { held: true }));
    marker.on("dragend", () => this.dropped(key));
    face_.addEventListener("keydown", (event) => this.keyed(event, key));
  }

  keyed(event, key) {
    if (event.key === "Enter" && this.chosen !== key) {
      event.preventDefault();
      this.onPick(key);
      return;
    }
    if (!(event.key in STEPS) || this.chosen !== key) return;
    event.preventDefault();
    event.stopPropagation(); // else the map goes along
    const [east, north] = STEPS[event.key];
    const long = event.shiftKey ? 5 : 1;
    const marker = this.spots.get(key);
    const found = this.moved(key, stepped(lonLat(marker.getLatLng()), east * long, north * long), { held: false });
    marker.setLatLng(latLng(found.at));
    this.onDrop(key, found);
  }

  // Where a thing would stand that is held at `at`: a door at the wall of its building.
  landing(key, at) {
    const place = this.places.get(key);
    const from = place.geometry.coordinates;
    const building = place.layer === "entrances" ? this.places.get(`buildings/${place.properties.building_id}`) : null;
    if (!building) return { at, metres: metresBetween(from, at), off: 0, far: false };
    const foot = nearestOnOutline(building.geometry, at);
    return { at: foot.at, metres: metresBetween(from, foot.at), off: foot.metres, far: foot.metres > FARTHEST_M };
  }

  moved(key, at, { held }) {
    const found = this.landing(key, at);
    const from = this.places.get(key).geometry.coordinates;
    this.trace.clearLayers();
    const style = { pane: "edit-shapes", renderer: this.renderer, interactive: false };
    L.polyline([latLng(from), latLng(found.at)], { ...style, className: "edit-trace", weight: 2 }).addTo(this.trace);
    L.circleMarker(latLng(from), { ...style, className: "edit-before", radius: 5, weight: 2 }).addTo(this.trace);
    if (held) L.circleMarker(latLng(found.at), { ...style, className: found.far ? "edit-foot far" : "edit-foot", radius: 7, weight: 2 }).addTo(this.trace);
    this.onMove(key, found);
    return found;
  }

  dropped(key) {
    const marker = this.spots.get(key);
    const found = this.moved(key, lonLat(marker.getLatLng()), { held: false });
    if (found.far) this.putBack(key);
    else marker.setLatLng(latLng(found.at));
    this.onDrop(key, found);
  }

  putBack(key) {
    this.trace.clearLayers();
    const place = this.places.get(key);
    const marker = this.spots.get(key);
    if (place && marker) marker.setLatLng(latLng(place.geometry.coordinates));
  }

  choose(key) {
    const touch = !matchMedia("(pointer: fine)").matches;
    for (const [one, marker] of this.spots) {
      marker.getElement()?.classList.toggle("chosen", one === key);
      if (touch) marker.dragging[one === key ? "enable" : "disable"]();
      marker.setZIndexOffset(one === key ? 1000 : 0);
    }
    for (const [one, drawn] of this.paths) {
      drawn.eachLayer((layer) => layer.getElement()?.classList.toggle("chosen", one === key));
    }
    this.chosen = key;
  }

  // The position of what was chosen; null for what has an extent.
  at(key) {
    return this.spots.get(key)?.getLatLng() ?? null;
  }

  focus(key) {
    this.spots.get(key)?.getElement()?.focus({ preventScroll: true });
  }
}
