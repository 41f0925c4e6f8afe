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

  // A part of a tile that begins at `left` and `top` of it and is `size` wide and high; `ground` is a picture
  // of the whole tile's ground where there is one.
  tile(pen, { box, ratio, zoom, pieces, ground = null }, { left, top, size }) {
    const [minX, minY] = [box.minX + left, box.minY + top];
    const view = { zoom, ratio, pieces, box: { minX, minY, maxX: minX + size, maxY: minY + size } };
    pen.setTransform(ratio, 0, 0, ratio, left * ratio, top * ratio);
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, size, size);
    pen.clip();
    if (ground) pen.drawImage(ground, left * ratio, top * ratio, size * ratio, size * ratio, 0, 0, size, size);
    else this.ground(pen, view);
    this.above(pen, view);
    pen.restore();
  }
}
