// The buildings: coloured by their counts, named under the pointer, opened by a click. Their shapes
// come with the tiles and are never fetched again when the counts change.

import { element } from "./element.js";
import { isNear } from "./ground_style.js";
import { classOf } from "./legend.js";
import { word } from "./words.js";

// Below it a compound is named under the pointer and small buildings are met a little beside them.
const NAMED_FROM = 15;
const NEAR_PX = 6;
const FAR_GROWTH_PX = 0.6;
const BESIDE_PX = 4;

export class Buildings {
  constructor(map, palette, { compounds, onOpen, onPress }) {
    Object.assign(this, { map, palette, compounds, rows: new Map(), homes: [], needs: [], overdue: [], sums: new Map(), classes: [], selected: null, held: false, base: null });
    this.readyStyles();
    this.english = document.documentElement.lang.startsWith("en");
    map.on("click", ({ latlng, originalEvent }) => {
      const id = this.held || originalEvent.defaultPrevented ? null : this.at(latlng);
      if (id) onOpen(id);
    });
    map.on("mousedown", ({ latlng }) => !this.held && map.getZoom() >= NAMED_FROM && onPress(this.at(latlng)));
    if (matchMedia("(hover: hover)").matches) {
      this.tip = L.tooltip({ direction: "top", className: "building-tip", offset: [0, -6] });
      map.on("mousemove", ({ latlng }) => this.point(latlng));
      map.on("mouseout movestart zoomstart", () => this.point(null));
    }
  }

  take({ ids, counts, overdue, households, compounds, classes }) {
    if (ids) {
      this.rows = new Map(ids.map((id, at) => [id, at]));
      this.homes = households;
    }
    Object.assign(this, { needs: counts, overdue, classes });
    this.sums = new Map(compounds.ids.map((id, at) => [id, compounds.counts[at]]));
    // where no household is known at all, every building counts
    this.everyBuilding = !this.homes.some((homes) => homes);
    this.readyStyles();
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
    if (props.rows !== this.rows) Object.assign(props, { rows: this.rows, row: this.rows.get(props.id) });
    return props.row === undefined ? this.quiet : this.styles[props.row];
  }

  // One style for each class, so that what looks alike is drawn in one go. From afar a house is thinner
  // than its outline: it is drawn a little larger in its own colour, and only what is as light as paper
  // has an outline.
  readyStyles() {
    const { palette } = this;
    const drawn = (fill, line, width, light) => ({
      near: { fill, line, width },
      far: light ? { fill, line, width: 0.4, grow: 0 } : { fill, grow: FAR_GROWTH_PX },
    });
    this.quiet = drawn(palette.surroundings, palette.surroundings_edge, 0.8, false);
    const styles = new Map(this.classes.map((one) => [one, drawn(one.colour, palette.edge, this.everyBuilding ? 0.8 : 1, one.low === 0)]));
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
    this.point(null);
  }

  // Key of the building in the reader's area that is drawn at a place, or null.
  at(latlng) {
    return this.found(latlng)?.id ?? null;
  }

  found(latlng) {
    const tile = this.base?.grid.shown().find(({ box, zoom }) => inBox(this.map.project(latlng, zoom), box));
    if (!tile) return null;
    const { x, y } = this.map.project(latlng, tile.zoom);
    const reach = this.map.getZoom() < NAMED_FROM ? NEAR_PX : 0;
    let near = null;
    let nearest = reach;
    for (const { data, origin, dim, own } of tile.pieces) {
      const shapes = data.get("building");
      if (!shapes) continue;
      const scale = dim / shapes.extent;
      const at = { x: (x - origin.x) / scale, y: (y - origin.y) / scale };
      let inside = null;
      shapes.within(at.x - reach / scale, at.y - reach / scale, at.x + reach / scale, at.y + reach / scale, (which) => {
        const props = shapes.props(which);
        if (inside || !this.rows.has(props.id) || (!own && this.base.changes.hidden("building", props.id))) return;
        const beside = shapes.apart(which, at.x, at.y) * scale;
        if (beside === 0 && shapes.covers(which, at.x, at.y)) inside = props;
        else if (beside < nearest || (reach && beside === 0)) [near, nearest] = [props, beside];
      });
      if (inside) return inside;
    }
    return near;
  }

  point(latlng) {
    if (!this.tip) return;
    const props = latlng && !this.held ? this.found(latlng) : null;
    this.map.getContainer().classList.toggle("over-building", Boolean(props));
    if (!props) {
      this.tip.remove();
      return;
    }
    if (props.id !== this.tip.id) this.tip.setContent(this.told(props));
    this.tip.id = props.id;
    this.tip.setLatLng(latlng).openOn(this.map);
  }

  told({ id, compound, zh, en }) {
    const name = this.compounds.get(compound)?.name;
    const label = this.english ? en : zh;
    const known = this.known(id) ?? { needs: 0, homes: 0, overdue: 0 };
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

function inBox({ x, y }, { minX, minY, maxX, maxY }) {
  return x >= minX && x < maxX && y >= minY && y < maxY;
}
