// How the buildings are coloured: by the counts of a scene or by the values of a layer. It knows no
// page, so that it can work beside one.

import { houseStyle, isNear } from "./ground_style.js";
import { classOf } from "./legend.js";

const BESIDE_PX = 4;

export class BuildingColours {
  constructor(palette) {
    Object.assign(this, { palette, ids: [], kept: null, layer: null, homes: [], needs: [], overdue: [], sums: new Map(), classes: [], selected: null, styles: null, version: 0 });
  }

  take({ ids, counts, overdue, households, compounds, classes }) {
    if (ids) Object.assign(this, { ids, kept: null, homes: households });
    Object.assign(this, { needs: counts, overdue, classes, layer: null, styles: null, version: this.version + 1 });
    this.sums = new Map(compounds.ids.map((id, at) => [id, compounds.counts[at]]));
    // where no household is known at all, every building counts
    this.everyBuilding = !this.homes.some((homes) => homes);
  }

  // Colours the buildings by the values of a layer, until counts are taken again; null: no value.
  cover({ values, classes, compounds }) {
    Object.assign(this, { layer: values, classes, styles: null, version: this.version + 1 });
    this.sums = new Map(compounds.ids.map((id, at) => [id, compounds.counts[at]]));
  }

  // Where each building stands in what was taken: made when it is first asked for.
  get rows() {
    if (!this.kept) {
      this.kept = new Map();
      for (let at = 0; at < this.ids.length; at += 1) this.kept.set(this.ids[at], at);
    }
    return this.kept;
  }

  // The class that a building in the reader's area is drawn in, or null.
  classFor(id) {
    const row = this.rows.get(id);
    const known = this.known(id);
    const value = this.layer ? (this.layer[row] ?? null) : known && (known.needs || known.homes) ? known.needs : null;
    return value === null ? null : classOf(value, this.classes);
  }

  // What is known of a building in the reader's area, or null.
  known(id) {
    const row = this.rows.get(id);
    return row === undefined ? null : { needs: this.needs[row], overdue: this.overdue[row], homes: this.homes[row] };
  }

  // The steps of drawing them, above the ground.
  steps(hidden, zoom) {
    this.readyStyles();
    const view = isNear(zoom) ? "near" : "far";
    return [
      { layers: ["building"], hidden, byRow: { table: this.rows, styles: this.styles[view], rest: this.quiet[view] } },
      ...(this.selected ? [{ layers: ["building"], hidden, only: ({ id }) => id === this.selected, line: this.palette.chosen, width: 3.5, join: "round" }] : []),
    ];
  }

  // One style for each class, so that what looks alike is drawn in one go.
  readyStyles() {
    if (this.styles) return;
    const { palette } = this;
    this.quiet = houseStyle(palette.surroundings, palette.surroundings_edge, 0.8);
    const ofClass = new Map(this.classes.map((one) => [one, houseStyle(one.colour, palette.edge, this.everyBuilding ? 0.8 : 1, { light: one.low === 0 })]));
    const plain = houseStyle("#ffffff", palette.edge, 1, { light: true });
    const styles = this.layer
      ? this.layer.map((value, row) => (value === null ? (this.homes[row] ? plain : this.quiet) : ofClass.get(classOf(value, this.classes))))
      : this.needs.map((needs, row) => (!this.everyBuilding && needs === 0 && this.homes[row] === 0 ? this.quiet : ofClass.get(classOf(needs, this.classes))));
    this.styles = { near: styles.map(({ near }) => near), far: styles.map(({ far }) => far) };
  }
}

// Whether a building is drawn on a tile, or half a line beside it.
export function holds({ pieces, box }, id) {
  return pieces.some(({ data, origin, dim }) => {
    const shapes = data.get("building");
    let found = false;
    const scale = shapes && dim / shapes.extent;
    shapes?.within((box.minX - BESIDE_PX - origin.x) / scale, (box.minY - BESIDE_PX - origin.y) / scale, (box.maxX + BESIDE_PX - origin.x) / scale, (box.maxY + BESIDE_PX - origin.y) / scale, (at) => {
      found ||= shapes.props(at).id === id;
    });
    return found;
  });
}
