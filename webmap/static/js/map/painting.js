// What paints the tiles of the map: the ground, the buildings on it, gates and doors, from the tiles of
// data and what was changed since. It knows no page, so that it can work beside one.

import { Changes } from "./changes.js";
import { groundSteps, spotSteps } from "./ground_style.js";
import { paintSteps } from "./painter.js";

export class Painting {
  // `reader` is a TileReader or null; `steps(hidden, zoom)` gives the steps of the buildings.
  constructor({ palette, reader, steps }) {
    Object.assign(this, { palette, reader, steps, changes: new Changes() });
  }

  // Takes what was changed of the places.
  change(told) {
    this.changes = new Changes(told);
  }

  // The pieces of data in a box of world pixels.
  async within(zoom, box) {
    const held = this.reader ? await this.reader.within(zoom, box) : [];
    return [...held, ...this.changes.pieces(zoom)];
  }

  // What stays the same when counts change.
  ground(pen, view) {
    pen.fillStyle = this.palette.paper;
    pen.fillRect(0, 0, view.box.maxX - view.box.minX, view.box.maxY - view.box.minY);
    this.paint(pen, groundSteps(this.palette, view.zoom), view);
  }

  above(pen, view) {
    this.paint(pen, [...this.steps(this.changes.hidden, view.zoom), ...spotSteps(this.palette, view.zoom)], view);
  }

  paint(pen, steps, view) {
    const { hidden } = this.changes;
    paintSteps(pen, steps.map((step) => ({ hidden, ...step })), view);
  }

  // A whole tile; `ground` is a picture of its ground where there is one.
  tile(pen, { ground = null, ...view }) {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    if (ground) pen.drawImage(ground, 0, 0);
    pen.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    if (!ground) this.ground(pen, view);
    this.above(pen, view);
  }
}
