// The shapes of one layer as flat numbers: tens of thousands of houses are a few arrays, not a few
// hundred thousand objects.

export class Shapes {
  // `points` are x and y in turn; line p of them runs over the points from `lines[p]` to `lines[p + 1]`,
  // shape i over the lines from `firsts[i]` to `firsts[i + 1]`; `boxes` are least x and y, greatest x
  // and y of each; `told(i)` says what is known of a shape
  // and `keyed(i)`, where it is quicker, what it is called.
  constructor({ points, lines, firsts, boxes, told, keyed = (at) => this.props(at).id }) {
    Object.assign(this, { points, lines, firsts, boxes, told, keyed, count: firsts.length - 1, known: [], table: null, rows: null });
  }

  props(at) {
    return (this.known[at] ??= this.told(at));
  }

  // Which row of a table each shape has by what it is called, -1 for none: looked up once for a table.
  rowsIn(table) {
    if (this.table !== table) {
      this.table = table;
      this.rows = new Int32Array(this.count);
      for (let at = 0; at < this.count; at += 1) this.rows[at] = table.get(this.keyed(at)) ?? -1;
    }
    return this.rows;
  }

  // Calls `use(i)` for each shape whose box touches this one, in the same numbers.
  within(minX, minY, maxX, maxY, use) {
    const { boxes, count } = this;
    for (let at = 0, box = 0; at < count; at += 1, box += 4) {
      if (boxes[box + 2] >= minX && boxes[box] <= maxX && boxes[box + 3] >= minY && boxes[box + 1] <= maxY) use(at);
    }
  }

  // How far a point lies from the box of a shape.
  apart(at, x, y) {
    const { boxes } = this;
    const box = 4 * at;
    return Math.hypot(Math.max(boxes[box] - x, 0, x - boxes[box + 2]), Math.max(boxes[box + 1] - y, 0, y - boxes[box + 3]));
  }

  // Whether a point lies in a shape and in none of its holes.
  covers(at, x, y) {
    const { points, lines, firsts } = this;
    let inside = false;
    for (let line = firsts[at]; line < firsts[at + 1]; line += 1) {
      const from = 2 * lines[line];
      const to = 2 * lines[line + 1];
      for (let here = from, before = to - 2; here < to; before = here, here += 2) {
        const [y1, y2] = [points[here + 1], points[before + 1]];
        if (y1 > y !== y2 > y && x < ((points[before] - points[here]) * (y - y1)) / (y2 - y1) + points[here]) inside = !inside;
      }
    }
    return inside;
  }
}

// Shapes of a list of [what is known, lines], each line a list of {x, y}.
export function shapesOf(list) {
  const points = [];
  const lines = [0];
  const firsts = [0];
  const boxes = [];
  for (const [, geometry] of list) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const line of geometry) {
      for (const { x, y } of line) {
        points.push(x, y);
        [box[0], box[1], box[2], box[3]] = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
      }
      lines.push(points.length / 2);
    }
    firsts.push(lines.length - 1);
    boxes.push(...box);
  }
  return new Shapes({ points, lines, firsts, boxes, told: (at) => list[at][0] });
}
