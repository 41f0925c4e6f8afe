// The map under everything: vector tiles and what was changed since they were written, drawn in the
// steps that the page asks for, with names above.

import { Archive } from "./archive.js";
import { Changes } from "./changes.js";
import { groundSteps, spotSteps } from "./ground_style.js";
import { Names } from "./names.js";
import { paintSteps } from "./painter.js";
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
    Object.assign(this, { map, palette, steps, first, changes: new Changes() });
    map._fadeAnimated = false; // a tile that fades in stands still only after a while
    unsettled("tiles");
    const pane = map.createPane("ground");
    pane.style.zIndex = TILES_PANE_LEVEL;
    if (tiles) this.reader = new TileReader(new Archive(tiles, { onGone }));
    this.grid = tileGrid({
      pane: "ground",
      tilesOf: (zoom, box) => this.tilesOf(zoom, box),
      paintGround: (pen, view) => this.paintGround(pen, view),
      paintAbove: (pen, view) => this.paintSteps(pen, [...this.steps(this.changes.hidden, view.zoom), ...spotSteps(palette, view.zoom)], view),
    });
    this.names = new Names(map, this, names);
    this.grid.on("loading", () => unsettled("tiles"));
    this.grid.on("tileerror", ({ error }) => onFault(error));
    this.grid.on("load", () => this.drawn("tiles", this.names.drawn()));
    map.on("movestart zoomstart", () => unsettled("move"));
    map.on("moveend", () => this.drawn("move"));
  }

  // Begins to draw: the view of the map is set by then.
  start() {
    this.grid.addTo(this.map);
    this.reader?.archive.fetchWaiting(); // before the rest of the page is made
  }

  async tilesOf(zoom, box) {
    const pieces = await this.within(zoom, box);
    if (this.first) await Promise.race([this.first, new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); })]);
    this.first = null;
    return pieces;
  }

  async within(zoom, box) {
    const held = this.reader ? await this.reader.within(zoom, box) : [];
    return [...held, ...this.changes.pieces(zoom)];
  }

  paintGround(pen, view) {
    pen.fillStyle = this.palette.paper;
    pen.fillRect(0, 0, view.box.maxX - view.box.minX, view.box.maxY - view.box.minY);
    this.paintSteps(pen, groundSteps(this.palette, view.zoom), view);
  }

  paintSteps(pen, steps, view) {
    const { hidden } = this.changes;
    paintSteps(pen, steps.map((step) => ({ hidden, ...step })), view);
  }

  async drawn(what, named = this.names.draw()) {
    await named;
    if (!this.grid._loading) settled("tiles");
    settled(what);
  }

  // Draws again what is held: the counts are others, nothing is fetched. Where nothing is drawn yet,
  // what is on its way will be drawn so.
  repaint() {
    if (!this.grid.repaint()) return null;
    return this.names.draw();
  }

  // Takes what was changed of the places.
  change(told) {
    this.changes = new Changes(told);
    if (this.grid._map) this.grid.redraw();
  }

  // What lies in the window, from tiles that are held already; for names.
  visible() {
    const zoom = this.map.getZoom();
    const { min, max } = this.map.getPixelBounds();
    const air = (max.x - min.x) * AIR;
    return this.within(zoom, { minX: min.x - air, minY: min.y - air, maxX: max.x + air, maxY: max.y + air });
  }
}
