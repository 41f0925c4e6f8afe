// Writes names on a canvas of its own: compounds, roads, buildings, gates. None touches another.

import { classOf } from "./legend.js";
import { ASIDE, DOORS_FROM, GATES_FROM, HALO, Lettering, MADE_FROM, NUMBERS_FROM, ROADS_FROM } from "./lettering.js";
import { placed, spotsAlong } from "./placement.js";

export class Labels extends Lettering {
  // `covered` gives the boxes of the map, in screen pixels, on which panels lie.
  constructor(map, ground, buildings, palette, { covered = () => [] } = {}) {
    super(map, palette);
    Object.assign(this, { buildings, covered });
    this.of = (layer) => ground.features.filter((feature) => feature.properties.layer === layer);
    this.roads = this.of("way").filter((way) => way.properties.name);
    map.on("moveend zoomend resize viewreset", () => this.draw());
  }

  draw() {
    const size = this.cleared();
    const labels = [...this.compoundLabels(), ...this.buildingLabels(), ...this.roadLabels(), ...this.spotLabels()];
    for (const label of placed(labels, size, this.covered())) this.write(label);
  }

  at([lon, lat]) {
    return this.map.latLngToContainerPoint([lat, lon]);
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
}
