// Draws steps on pieces of tile data. What has one style is one path: a street map in a few dozen
// strokes instead of tens of thousands.

import { latitudeOf, metresPerPixel } from "./ground_style.js";

// The widest margin with which layers are cut into tiles, as a part of a tile.
const TILE_MARGIN = 256 / 4096;
const WIDEST_PX = 256;

// `pieces` lie in world pixels of `zoom`; `box` is what the pen's canvas shows of them. A step has the
// style of a shape as `style(props)`, or its parts as values or functions of (props, metres a pixel), or
// `byRow`: a `table` of what shapes are called, the `styles` of its rows, and that of the `rest`.
export function paintSteps(pen, steps, { zoom, box, pieces, ratio }) {
  const size = metresPerPixel(latitudeOf((box.minY + box.maxY) / 2, zoom), zoom);
  for (const step of steps) {
    for (const piece of pieces) {
      const groups = step.layers.flatMap((layer) => styled(piece, layer, box, step, size));
      if (!groups.length) continue;
      pen.save();
      clipTo(pen, piece, box, ratio);
      pen.globalAlpha = step.opacity ?? 1;
      pen.lineCap = step.cap ?? "butt";
      pen.lineJoin = step.join ?? "miter";
      pen.setLineDash(step.dash ?? []);
      for (const group of groups) paint(pen, group, placing(piece, group.shapes, box), step.radius);
      pen.restore();
    }
  }
}

// A style with `grow` is for shapes of a few pixels: they are filled so much larger, twice where their
// outline has another colour. Stroking fifteen thousand of them takes four times as long.
function paint(pen, { style: { fill, line, width, grow }, shapes, numbers }, place, radius) {
  if (grow !== undefined) {
    for (const [colour, growth] of line ? [[line, grow + width / 2], [fill, grow - width / 2]] : [[fill, grow]]) {
      pen.beginPath();
      traceGrown(pen, shapes, numbers, place, growth);
      pen.fillStyle = colour;
      pen.fill();
    }
    return;
  }
  pen.beginPath();
  trace(pen, shapes, numbers, place, radius);
  if (fill) {
    pen.fillStyle = fill;
    pen.fill();
  }
  if (line && width) {
    pen.strokeStyle = line;
    pen.lineWidth = width;
    pen.stroke();
  }
}

// From a layer's numbers to pixels of the canvas.
function placing({ origin, dim }, { extent }, box) {
  return { scale: dim / extent, left: origin.x - box.minX, top: origin.y - box.minY };
}

// The shapes of each style that reach into the box, in the order in which the styles appear.
function styled(piece, layer, box, step, size) {
  const shapes = piece.data.get(layer);
  if (!shapes) return [];
  const { style, fill, line, width, only, hidden, byRow } = step;
  const { scale, left, top } = placing(piece, shapes, box);
  // half a road reaches into the tile beside its middle line: as far as the tiles' margin
  const reach = piece.own ? WIDEST_PX : piece.dim * TILE_MARGIN;
  const edges = [(-left - reach) / scale, (-top - reach) / scale, (box.maxX - box.minX - left + reach) / scale, (box.maxY - box.minY - top + reach) / scale];
  if (byRow) return styledByRow(shapes, edges, byRow, piece.own ? null : hidden?.of(layer));
  const groups = new Map();
  shapes.within(...edges, (at) => {
    const props = shapes.props(at);
    if ((only && !only(props)) || (!piece.own && hidden?.(layer, props.id))) return;
    const found = style ? style(props) : {
      fill: valueOf(fill, props, size),
      line: valueOf(line, props, size),
      width: Math.round(valueOf(width, props, size) * 10) / 10,
    };
    const key = style ? found : `${found.fill}|${found.line}|${found.width}`;
    const group = groups.get(key);
    if (group) group.numbers.push(at);
    else groups.set(key, { style: found, shapes, numbers: [at] });
  });
  return [...groups.values()];
}

// Fifteen thousand houses, with as little as can be done for each.
function styledByRow(shapes, edges, { table, styles, rest }, gone) {
  const rows = shapes.rowsIn(table);
  const groups = new Map();
  let last = null;
  shapes.within(...edges, (at) => {
    if (gone?.has(shapes.keyed(at))) return;
    const row = rows[at];
    const style = row < 0 ? rest : styles[row];
    if (last?.style !== style) {
      last = groups.get(style);
      if (!last) groups.set(style, (last = { style, shapes, numbers: [] }));
    }
    last.numbers.push(at);
  });
  return [...groups.values()];
}

function valueOf(value, props, size) {
  return typeof value === "function" ? value(props, size) : value;
}

// Neighbouring tiles overlap a little: each is drawn on its own ground, cut at whole pixels.
function clipTo(pen, { origin, dim, own }, box, ratio) {
  if (own) return;
  const whole = (value) => Math.round(value * ratio) / ratio;
  const [left, top] = [whole(origin.x - box.minX), whole(origin.y - box.minY)];
  const [right, bottom] = [whole(origin.x + dim - box.minX), whole(origin.y + dim - box.minY)];
  if (left <= 0 && top <= 0 && right >= box.maxX - box.minX && bottom >= box.maxY - box.minY) return;
  pen.beginPath();
  pen.rect(left, top, right - left, bottom - top);
  pen.clip();
}

function trace(pen, { points, lines, firsts }, numbers, { scale, left, top }, radius) {
  for (const number of numbers) {
    for (let line = firsts[number]; line < firsts[number + 1]; line += 1) {
      const end = 2 * lines[line + 1];
      let at = 2 * lines[line];
      if (radius) {
        for (; at < end; at += 2) {
          pen.moveTo(points[at] * scale + left + radius, points[at + 1] * scale + top);
          pen.arc(points[at] * scale + left, points[at + 1] * scale + top, radius, 0, 2 * Math.PI);
        }
        continue;
      }
      pen.moveTo(points[at] * scale + left, points[at + 1] * scale + top);
      for (at += 2; at < end; at += 2) pen.lineTo(points[at] * scale + left, points[at + 1] * scale + top);
    }
  }
}

// Each point is moved away from the middle of its shape's box.
function traceGrown(pen, { points, lines, firsts, boxes }, numbers, { scale, left, top }, growth) {
  for (const number of numbers) {
    const middleX = (boxes[4 * number] + boxes[4 * number + 2]) / 2;
    const middleY = (boxes[4 * number + 1] + boxes[4 * number + 3]) / 2;
    for (let line = firsts[number]; line < firsts[number + 1]; line += 1) {
      const [from, to] = [2 * lines[line], 2 * lines[line + 1]];
      for (let at = from; at < to; at += 2) {
        const x = points[at] * scale + left + growth * Math.sign(points[at] - middleX);
        const y = points[at + 1] * scale + top + growth * Math.sign(points[at + 1] - middleY);
        if (at === from) pen.moveTo(x, y);
        else pen.lineTo(x, y);
      }
    }
  }
}
