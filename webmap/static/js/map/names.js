// Writes names on a canvas of its own: compounds, roads, buildings, gates. None touches another.

import { isNear } from "./ground_style.js";
import { ASIDE, DOORS_FROM, GATES_FROM, HALO, Lettering, MADE_FROM, NUMBERS_FROM, ROADS_FROM } from "./lettering.js";
import { placed, spotsAlong } from "./placement.js";

// From afar a few dozen names find room: those with fewest needs are not tried.
const MOST_TRIED = 200;

export class Names extends Lettering {
  // `covered` gives the boxes of the map, in screen pixels, on which panels lie; `buildings` tells
  // counts, sums of compounds and classes.
  constructor(map, base, { buildings = null, covered = () => [] }) {
    super(map, base.palette);
    Object.assign(this, { base, buildings, covered, turn: 0, wanted: false, pieces: [], told: "" });
    this.english = document.documentElement.lang.startsWith("en");
  }

  // Draws in the next frame, once for all who ask before it, unless it was drawn at once meanwhile.
  draw() {
    this.wanted = true;
    this.next ??= new Promise((resolve) => { requestAnimationFrame(resolve); }).then(() => {
      this.next = null;
      return this.wanted ? this.drawn() : null;
    });
    return this.next;
  }

  async drawn() {
    this.wanted = false;
    this.turn += 1;
    const mine = this.turn;
    const pieces = await this.base.visible().catch(() => []);
    if (mine !== this.turn) return;
    const covered = this.covered();
    if (this.stand(pieces, covered)) return;
    const size = this.cleared();
    const labels = [...this.compoundNames(), ...this.buildingNames(), ...this.roadNames(), ...this.spotNames()];
    for (const label of placed(labels, size, covered)) this.write(label);
  }

  // Tells whether all that the names depend on is as it was when they were drawn last, and keeps it.
  stand(pieces, covered) {
    const corner = this.map.getPixelBounds().min;
    const told = JSON.stringify([this.map.getZoom(), corner, this.map.getSize(), covered, this.buildings?.version]);
    const same = told === this.told && pieces.length === this.pieces.length && pieces.every(({ data }, at) => data === this.pieces[at].data);
    Object.assign(this, { pieces, corner, told });
    return same;
  }

  // The shapes of a layer in the window with their lines in screen pixels. A point lies in more than
  // one tile.
  of(layer, { air = 0 } = {}) {
    const found = [];
    const seen = new Set();
    const { x: width, y: height } = this.map.getSize();
    for (const { data, origin, dim, own } of this.pieces) {
      const shapes = data.get(layer);
      if (!shapes) continue;
      const scale = dim / shapes.extent;
      const [left, top] = [origin.x - this.corner.x, origin.y - this.corner.y];
      shapes.within((-left - air) / scale, (-top - air) / scale, (width - left + air) / scale, (height - top + air) / scale, (at) => {
        const props = shapes.props(at);
        if (!own && this.base.changes.hidden(layer, props.id)) return;
        const lines = linesOf(shapes, at, scale, left, top);
        if (lines[0].length === 1) {
          if (seen.has(props.id)) return;
          seen.add(props.id);
        }
        found.push({ props, lines });
      });
    }
    return found;
  }

  *compoundNames() {
    const zoom = this.map.getZoom();
    const near = zoom >= NUMBERS_FROM;
    const needsOf = ({ props: { id } }) => this.buildings?.sums.get(id) ?? 0;
    const found = this.of("name");
    const tried = found.length > MOST_TRIED ? found.sort((a, b) => needsOf(b) - needsOf(a)).slice(0, MOST_TRIED) : found;
    for (const one of tried) {
      const { props: { id, name, made }, lines: [[[x, y]]] } = one;
      const needs = needsOf(one);
      const badge = near || !needs ? "" : String(needs);
      if (made && !badge && zoom < MADE_FROM[made]) continue;
      const size = near || made ? 12.5 : isNear(zoom) ? 14 : 12;
      const weight = made ? 400 : 600;
      const own = this.measured(name, size, weight);
      const extra = badge ? this.measured(badge, 12, 700) + 16 : 0;
      // those with most needs are named first where not all find room
      const rank = (near ? 30 : 0) + (made ? 22 : 0) - Math.min(needs, 9999) / 10_000;
      const label = { kind: "compound", key: id, text: name, badge, own, size, weight, width: own + extra, height: size + 8, ink: near || made ? "#7a6f60" : "#26221d" };
      // where the middle is taken, a real compound is named a little below or above it
      for (const [at, off] of (made || near ? [0] : ASIDE).entries()) yield { ...label, x, y: y + off, rank: rank + at / 100_000 };
    }
  }

  *buildingNames() {
    const zoom = this.map.getZoom();
    if (zoom < NUMBERS_FROM) return;
    const size = zoom >= 18 ? 13 : 11.5;
    for (const { props, lines: [[[x, y]]] } of this.of("spot")) {
      const text = props.number ?? (props.use === "residential" || zoom >= 18 ? (this.english ? props.en : props.zh) : "");
      if (!text) continue;
      const known = this.buildings?.known(props.id);
      const one = this.buildings?.classFor(props.id) ?? null;
      const mine = known || !this.buildings;
      const weight = props.number && mine ? 600 : 400;
      yield { kind: "building", text, x, y, size, weight, width: this.measured(text, size, weight), height: size, rank: props.number ? 10 : 25, ink: one?.ink === "#ffffff" ? "#ffffff" : mine ? "#26221d" : "#7a6f60", halo: one?.colour ?? HALO };
    }
  }

  *roadNames() {
    if (this.map.getZoom() < ROADS_FROM) return;
    const size = 12;
    for (const layer of ["road", "service"]) {
      for (const { props: { name: text }, lines } of this.of(layer)) {
        if (!text) continue;
        const width = this.measured(text, size) * 1.15;
        for (const spot of lines.flatMap((line) => spotsAlong(line, width))) {
          yield { kind: "road", text, ...spot, size, weight: 400, width, height: size, rank: layer === "road" ? 20 : 40, apart: 260, ink: "#6b6154" };
        }
      }
    }
  }

  *spotNames() {
    const zoom = this.map.getZoom();
    if (zoom < GATES_FROM) return;
    for (const layer of zoom >= DOORS_FROM ? ["gate", "door"] : ["gate"]) {
      for (const { props, lines: [[[x, y]]] } of this.of(layer)) {
        const text = layer === "gate" ? props.name : props.number;
        const size = 11;
        if (text) yield { kind: layer, text, x, y: y + 11, size, weight: 400, width: this.measured(text, size), height: size, rank: layer === "gate" ? 35 : 50, ink: "#6b5a45" };
      }
    }
  }
}

function linesOf({ points, lines, firsts }, at, scale, left, top) {
  const found = [];
  for (let line = firsts[at]; line < firsts[at + 1]; line += 1) {
    const screen = [];
    for (let point = 2 * lines[line]; point < 2 * lines[line + 1]; point += 2) screen.push([points[point] * scale + left, points[point + 1] * scale + top]);
    found.push(screen);
  }
  return found;
}
