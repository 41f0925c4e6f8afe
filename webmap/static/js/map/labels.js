// Writes names on a canvas of its own: compounds, roads, buildings, gates. None touches another.

import { classOf } from "./legend.js";
import { placed, spotsAlong } from "./placement.js";

const FONT = '"PingFang SC","Noto Sans SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif';
const NUMBERS_FROM = 17;
const ROADS_FROM = 14.5;
// What stands in for a compound is named from here on, or wherever it has a number to show.
const MADE_FROM = { block: 16, address: 17 };
const GATES_FROM = 17.5;
const DOORS_FROM = 19;
const ASIDE = [0, 20, -20, 38, -38];
const HALO = "rgba(255,255,255,.9)";

export class Labels {
  // `covered` gives the boxes of the map, in screen pixels, on which panels lie.
  constructor(map, ground, buildings, palette, { covered = () => [] } = {}) {
    Object.assign(this, { map, buildings, palette, covered });
    this.of = (layer) => ground.features.filter((feature) => feature.properties.layer === layer);
    this.roads = this.of("way").filter((way) => way.properties.name);
    const pane = map.createPane("names");
    pane.style.zIndex = 460;
    pane.style.pointerEvents = "none";
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", pane);
    map.on("moveend zoomend resize viewreset", () => this.draw());
  }

  draw() {
    const { x: width, y: height } = this.map.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    L.DomUtil.setPosition(this.canvas, this.map.containerPointToLayerPoint([0, 0]));
    this.pen = this.canvas.getContext("2d");
    this.pen.scale(ratio, ratio);
    const labels = [...this.compoundLabels(), ...this.buildingLabels(), ...this.roadLabels(), ...this.spotLabels()];
    for (const label of placed(labels, { width, height }, this.covered())) this.write(label);
  }

  at([lon, lat]) {
    return this.map.latLngToContainerPoint([lat, lon]);
  }

  measured(text, size, weight = 400) {
    this.pen.font = `${weight} ${size}px ${FONT}`;
    return this.pen.measureText(text).width;
  }

  *compoundLabels() {
    const near = this.map.getZoom() >= NUMBERS_FROM;
    const sums = this.buildings.sums();
    for (const { properties: { id, name, at, made } } of this.of("compound")) {
      const needs = sums.get(id) ?? 0;
      const badge = near || !needs ? "" : String(needs);
      if (made && !badge && this.map.getZoom() < MADE_FROM[made]) continue;
      const { x, y } = this.at(at);
      const size = near || made ? 12.5 : 14;
      const weight = made ? 400 : 600;
      const own = this.measured(name, size, weight);
      const extra = badge ? this.measured(badge, 12, 700) + 16 : 0;
      const rank = (near ? 30 : 0) + (made ? 22 - Math.min(needs, 999) / 1000 : 0);
      const label = { kind: "compound", key: id, text: name, badge, own, size, weight, width: own + extra, height: size + 8, ink: near || made ? "#7a6f60" : "#26221d" };
      // where the middle is taken, a real compound is named a little below or above it
      for (const [at, off] of (made || near ? [0] : ASIDE).entries()) yield { ...label, x, y: y + off, rank: rank + at / 10 };
    }
  }

  *buildingLabels() {
    if (this.map.getZoom() < NUMBERS_FROM) return;
    const size = this.map.getZoom() >= 18 ? 13 : 11.5;
    for (const layer of this.buildings.byId.values()) {
      const { id, number, label, at, use } = layer.feature.properties;
      const text = number ?? (use === "residential" || this.map.getZoom() >= 18 ? label : "");
      if (!text) continue;
      const { x, y } = this.at(at);
      const known = this.buildings.counts.get(id);
      const one = known && (known.needs || known.homes) && this.buildings.classes ? classOf(known.needs, this.buildings.classes) : null;
      const dark = one?.ink === "#ffffff";
      const weight = number ? 600 : 400;
      yield { kind: "building", text, x, y, size, weight, width: this.measured(text, size, weight), height: size, rank: number ? 10 : 25, ink: dark ? "#ffffff" : "#26221d", halo: one?.colour ?? HALO };
    }
  }

  *roadLabels() {
    if (this.map.getZoom() < ROADS_FROM) return;
    const size = 12;
    for (const way of this.roads) {
      const text = way.properties.name;
      const width = this.measured(text, size) * 1.15;
      const points = way.geometry.coordinates.map((point) => this.at(point)).map(({ x, y }) => [x, y]);
      for (const spot of spotsAlong(points, width)) {
        yield { kind: "road", text, ...spot, size, weight: 400, width, height: size, rank: way.properties.kind === "road" ? 20 : 40, apart: 260, ink: "#6b6154" };
      }
    }
  }

  *spotLabels() {
    const zoom = this.map.getZoom();
    if (zoom < GATES_FROM) return;
    const kinds = zoom >= DOORS_FROM ? ["gate", "door"] : ["gate"];
    for (const layer of kinds) {
      for (const { properties, geometry } of this.of(layer)) {
        const text = layer === "gate" ? properties.name : properties.number;
        if (!text) continue;
        const { x, y } = this.at(geometry.coordinates);
        const size = 11;
        yield { kind: layer, text, x, y: y + 11, size, weight: 400, width: this.measured(text, size), height: size, rank: layer === "gate" ? 35 : 50, ink: "#6b5a45" };
      }
    }
  }

  write(label) {
    const { pen } = this;
    pen.save();
    pen.font = `${label.weight} ${label.size}px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 3.5;
    pen.strokeStyle = label.halo ?? HALO;
    pen.fillStyle = label.ink;
    pen.translate(label.x, label.y);
    if (label.kind === "road") this.writeAlong(label);
    else if (label.badge) this.writeBadged(label);
    else this.stroked(label.text, 0, 0);
    pen.restore();
  }

  stroked(text, x, y) {
    this.pen.strokeText(text, x, y);
    this.pen.fillText(text, x, y);
  }

  // Steep roads carry their characters upright, one under the other, as Chinese maps do.
  writeAlong({ text, angle, width }) {
    const han = /\p{Script=Han}/u.test(text);
    if (!han || Math.abs(angle) < Math.PI / 4) {
      this.pen.rotate(angle);
      this.stroked(text, 0, 0);
      return;
    }
    const down = angle > 0 ? 1 : -1;
    const letters = [...text];
    letters.forEach((letter, at) => {
      const along = ((at + 0.5) / letters.length - 0.5) * width * down;
      this.stroked(letter, along * Math.cos(angle), along * Math.sin(angle));
    });
  }

  writeBadged({ text, badge, own, width }) {
    const { pen } = this;
    this.stroked(text, own / 2 - width / 2, 0);
    const wide = width - own - 6;
    const left = width / 2 - wide;
    pen.beginPath();
    pen.roundRect(left, -9, wide, 18, 9);
    pen.fillStyle = this.palette.chosen;
    pen.fill();
    pen.fillStyle = "#ffffff";
    pen.font = `700 12px ${FONT}`;
    pen.fillText(badge, left + wide / 2, 0.5);
  }
}
