// The buildings: coloured by their counts, named under the pointer, opened by a click. Their shapes
// come with the tiles and are never fetched again when the counts change.

import { element } from "./element.js";
import { houseStyle, isNear } from "./ground_style.js";
import { classOf } from "./legend.js";
import { onRestingPress } from "./resting_press.js";
import { NAMED_FROM, Pointer, buildingAt } from "./under_pointer.js";
import { word } from "./words.js";

const BESIDE_PX = 4;

export class Buildings {
  constructor(map, palette, { compounds, onOpen, onPress }) {
    Object.assign(this, { map, palette, compounds, rows: new Map(), layer: null, homes: [], needs: [], overdue: [], sums: new Map(), classes: [], selected: null, held: false, base: null });
    this.readyStyles();
    this.english = document.documentElement.lang.startsWith("en");
    map.on("click", ({ latlng, originalEvent }) => {
      const id = this.held || originalEvent.defaultPrevented ? null : this.at(latlng);
      if (id) onOpen(id);
    });
    onRestingPress(map, (latlng) => !this.held && map.getZoom() >= NAMED_FROM && onPress(this.at(latlng)));
    this.pointer = new Pointer(map, { under: (latlng) => (this.held ? null : this.found(latlng)), told: (props) => this.told(props) });
  }

  take({ ids, counts, overdue, households, compounds, classes }) {
    if (ids) {
      this.rows = new Map();
      for (let at = 0; at < ids.length; at += 1) this.rows.set(ids[at], at);
      this.homes = households;
    }
    Object.assign(this, { needs: counts, overdue, classes });
    this.sums = new Map(compounds.ids.map((id, at) => [id, compounds.counts[at]]));
    this.layer = null;
    // where no household is known at all, every building counts
    this.everyBuilding = !this.homes.some((homes) => homes);
    this.readyStyles();
  }

  // Colours the buildings by the values of a layer, until counts are taken again; null: no value.
  cover({ values, classes, compounds }) {
    Object.assign(this, { layer: values, classes });
    this.sums = new Map(compounds.ids.map((id, at) => [id, compounds.counts[at]]));
    this.readyStyles();
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
    const view = isNear(zoom) ? "near" : "far";
    return [
      { layers: ["building"], hidden, style: (props) => this.styleOf(props)[view] },
      ...(this.selected ? [{ layers: ["building"], hidden, only: ({ id }) => id === this.selected, line: this.palette.chosen, width: 3.5, join: "round" }] : []),
    ];
  }

  // The number of the row is kept with what the tiles tell: looking it up takes longer than the rest.
  styleOf(props) {
    if (props.rows !== this.rows) {
      props.rows = this.rows;
      props.row = this.rows.get(props.id);
    }
    return props.row === undefined ? this.quiet : this.styles[props.row];
  }

  // One style for each class, so that what looks alike is drawn in one go.
  readyStyles() {
    const { palette } = this;
    this.quiet = houseStyle(palette.surroundings, palette.surroundings_edge, 0.8);
    const styles = new Map(this.classes.map((one) => [one, houseStyle(one.colour, palette.edge, this.everyBuilding ? 0.8 : 1, { light: one.low === 0 })]));
    if (this.layer) {
      const plain = houseStyle("#ffffff", palette.edge, 1, { light: true });
      this.styles = this.layer.map((value, row) => (value === null ? (this.homes[row] ? plain : this.quiet) : styles.get(classOf(value, this.classes))));
      return;
    }
    this.styles = this.needs.map((needs, row) => (!this.everyBuilding && needs === 0 && this.homes[row] === 0 ? this.quiet : styles.get(classOf(needs, this.classes))));
  }

  select(id) {
    if (id === this.selected) return;
    const changed = [id, this.selected];
    this.selected = id;
    this.base?.grid.repaint((tile) => changed.some((one) => one && holds(tile, one)));
  }

  // While held, a click opens nothing and no building is named under the pointer.
  hold(on) {
    this.held = on;
    this.pointer.point(null);
  }

  // Key of the building in the reader's area that is drawn at a place, or null.
  at(latlng) {
    return this.found(latlng)?.id ?? null;
  }

  found(latlng) {
    return buildingAt(this.map, this.base, latlng, (id) => this.rows.has(id));
  }

  told({ id, compound, zh, en }) {
    const name = this.compounds.get(compound)?.name;
    const label = this.english ? en : zh;
    const known = this.known(id) ?? { needs: 0, homes: 0, overdue: 0 };
    if (this.layer) {
      const found = this.classFor(id);
      return element("span", {}, element("strong", {}, [name, label].filter(Boolean).join(" ") || word("kind_building")), ...(found && label ? [element("br"), found.low < 0 ? found.label : String(this.layer[this.rows.get(id)])] : []));
    }
    const whole = !label && this.sums.has(compound);
    return element(
      "span",
      {},
      element("strong", {}, [name, label].filter(Boolean).join(" ") || word("kind_building")),
      element("br"),
      whole ? word("needs", { n: this.sums.get(compound) }) : word("needs_of_homes", { n: known.needs, homes: known.homes }),
      known.overdue && !whole ? ` · ${word("overdue", { n: known.overdue })}` : "",
    );
  }
}

// Whether a building is drawn on a tile, or half a line beside it.
function holds({ pieces, box }, id) {
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
