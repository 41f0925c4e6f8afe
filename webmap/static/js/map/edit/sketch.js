// Draws a line or an outline by taps, or by moving the map under the cross: corner after corner.

import { areaOf, crossesItself, lengthOf, metresBetween, stepped } from "./plane.js";
import { latLng, lonLat, shapeRenderer } from "./marks.js";
import { metres, say } from "./words.js";

const STEPS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export class Sketch {
  constructor(map, { closed, onChange, underCross }) {
    Object.assign(this, { map, closed, onChange, underCross, corners: [], handles: [] });
    this.group = L.featureGroup().addTo(map);
    this.renderer = shapeRenderer();
  }

  add(at) {
    this.corners.push(at);
    this.draw();
  }

  addCentre() {
    this.add(this.underCross());
  }

  drop() {
    this.corners.pop();
    this.draw();
  }

  get least() {
    return this.closed ? 3 : 2;
  }

  get complete() {
    return this.corners.length >= this.least && !this.crossed;
  }

  get crossed() {
    return crossesItself(this.corners, { closed: this.closed });
  }

  words() {
    if (!this.corners.length) return "";
    if (this.crossed) return say("crosses");
    if (this.closed && this.corners.length > 2) return say("covers", { n: Math.round(areaOf(this.corners)) });
    return this.corners.length > 1 ? say("long", { metres: metres(lengthOf(this.corners)) }) : say("first_corner");
  }

  draw() {
    this.group.clearLayers();
    const points = this.corners.map(latLng);
    const style = { pane: "edit-shapes", renderer: this.renderer, interactive: false, weight: 3, className: this.crossed ? "edit-sketch crossed" : "edit-sketch" };
    (this.closed && points.length > 2 ? L.polygon(points, style) : L.polyline(points, { ...style, fill: false })).addTo(this.group);
    this.handles = this.corners.map((at, k) => this.handle(at, k));
    this.onChange();
  }

  handle(at, k) {
    const face = document.createElement("span");
    const handle = L.marker(latLng(at), { pane: "edit-marks", draggable: true, autoPan: true, keyboard: true, icon: L.divIcon({ className: "edit-mark corner", html: face, iconSize: [22, 22] }), title: say("corner", { n: k + 1 }) }).addTo(this.group);
    handle.getElement().setAttribute("aria-label", say("corner", { n: k + 1 }));
    const put = (to, focus) => {
      this.corners[k] = to;
      this.draw();
      if (focus) this.handles[k].getElement().focus({ preventScroll: true });
    };
    handle.on("dragend", () => put(lonLat(handle.getLatLng()), false));
    handle.getElement().addEventListener("keydown", (event) => {
      if (!(event.key in STEPS)) return;
      event.preventDefault();
      event.stopPropagation();
      const long = event.shiftKey ? 5 : 1;
      put(stepped(this.corners[k], STEPS[event.key][0] * long, STEPS[event.key][1] * long), true);
    });
    return handle;
  }

  // Backspace takes the last corner back, the space bar sets one under the cross.
  keyed(event) {
    if (event.key === "Backspace") {
      event.preventDefault();
      this.drop();
    } else if (event.key === " " && !event.target.closest?.("button, a, summary")) {
      event.preventDefault();
      this.addCentre();
    }
  }

  // A tap on the first corner of an outline closes it: it is closed already.
  isFirst(at) {
    if (!this.closed || this.corners.length < 3) return false;
    const size = metresBetween(lonLat(this.map.containerPointToLatLng([0, 0])), lonLat(this.map.containerPointToLatLng([14, 0])));
    return metresBetween(this.corners[0], at) < size;
  }

  remove() {
    this.group.clearLayers().remove();
    this.renderer.remove();
  }
}
