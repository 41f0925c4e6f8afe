// The map under everything: vector tiles and what was changed since they were written, drawn in the
// steps that the page asks for, with names above.

import { Archive } from "./archive.js";
import { holds } from "./building_colours.js";
import { earlyReader } from "./early.js";
import { Names } from "./names.js";
import { Painting } from "./painting.js";
import { settled, unsettled } from "./ready.js";
import { tileGrid } from "./tile_grid.js";
import { TileReader } from "./tile_reader.js";

const TILES_PANE_LEVEL = 350;
const AIR = 0.2;
// So long the first tiles wait for what they are coloured by.
const PATIENCE_MS = 400;

export class BaseMap {
  // `steps(hidden, zoom)` gives the steps of the buildings; `onFault(error)` is told what could not be
  // fetched; `names` are what the Names need: see there. `first` is a promise for which the first tiles
  // wait a little, so that they are drawn once.
  constructor(map, { tiles, palette }, { steps, onFault = () => {}, onGone = () => {}, names = {}, first = null }) {
    Object.assign(this, { map, palette });
    map._fadeAnimated = false; // a tile that fades in stands still only after a while
    unsettled("tiles");
    const pane = map.createPane("ground");
    pane.style.zIndex = TILES_PANE_LEVEL;
    this.reader = tiles && (earlyReader(tiles) ?? new TileReader(new Archive(tiles, { onGone })));
    this.painting = new Painting({ palette, reader: this.reader, steps });
    this.grid = tileGrid({ pane: "ground", painting: this.painting, first: first && patient(first) });
    this.names = new Names(map, this, names);
    this.grid.on("loading", () => unsettled("tiles"));
    this.grid.on("tileerror", ({ error }) => onFault(error));
    this.grid.on("load", () => this.drawn("tiles", this.names.drawn()));
    map.on("movestart zoomstart", () => unsettled("move"));
    map.on("moveend", () => this.drawn("move"));
  }

  get changes() {
    return this.painting.changes;
  }

  // Begins to draw: the view of the map is set by then.
  start() {
    this.grid.addTo(this.map);
    this.reader?.archive.fetchWaiting(); // before the rest of the page is made
  }

  async drawn(what, named = this.names.draw()) {
    await named;
    if (!this.grid._loading) settled("tiles");
    settled(what);
  }

  // Draws again what is held: the counts are others, nothing is fetched. Where nothing is drawn yet,
  // what is on its way will be drawn so.
  repaint() {
    return this.grid.repaint() ? this.names.draw() : null;
  }

  // Draws again where the chosen building and the one before it are.
  select(id, before) {
    this.grid.repaint((tile) => [id, before].some((one) => one && holds(tile, one)));
  }

  // Takes what was changed of the places.
  change(told) {
    this.painting.change(told);
    if (this.grid._map) this.grid.redraw();
  }

  // What lies in the window, for names.
  visible() {
    const { min, max } = this.map.getPixelBounds();
    const air = (max.x - min.x) * AIR;
    return this.painting.within(this.map.getZoom(), { minX: min.x - air, minY: min.y - air, maxX: max.x + air, maxY: max.y + air });
  }

  // What lies within `reach` pixels of a place, from tiles that are held already: the place in world
  // pixels, and pieces of data.
  around(latlng, reach) {
    const zoom = this.map.getZoom();
    const { x, y } = this.map.project(latlng, zoom);
    const box = { minX: x - reach, minY: y - reach, maxX: x + reach + 1, maxY: y + reach + 1 };
    return { x, y, pieces: [...(this.reader?.atOnce(zoom, box) ?? []), ...this.changes.pieces(zoom)] };
  }
}

function patient(first) {
  return Promise.race([first, new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); })]);
}
