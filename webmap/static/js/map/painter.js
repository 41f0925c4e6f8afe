// Draws steps on pieces of tile data. What has one style is one path: a street map in a few dozen
// strokes instead of tens of thousands.

import { latitudeOf, metresPerPixel } from "./ground_style.js";

// The widest margin with which layers are cut into tiles, as a part of a tile.
const TILE_MARGIN = 256 / 4096;
const WIDEST_PX = 256;

// `pieces` lie in world pixels of `zoom`; `box` is what the pen's canvas shows of them.
export function paintSteps(pen, steps, { zoom, box, pieces, ratio }) {
  const size = metresPerPixel(latitudeOf((box.minY + box.maxY) / 2, zoom), zoom);
  for (const step of steps) {
    for (const piece of pieces) {
      const found = step.layers.flatMap((layer) => visible(piece, layer, box, step.only, step.hidden));
      if (!found.length) continue;
      pen.save();
      clipTo(pen, piece, box, ratio);
      pen.globalAlpha = step.opacity ?? 1;
      pen.lineCap = step.cap ?? "butt";
      pen.lineJoin = step.join ?? "miter";
      pen.setLineDash(step.dash ?? []);
      for (const [{ fill, line, width }, features] of styled(found, step, size)) {
        pen.beginPath();
        for (const { geom } of features) trace(pen, geom, piece, box, step.radius);
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
      pen.restore();
    }
  }
}

function visible({ data, origin, scale, dim, own }, layer, box, only, hidden) {
  // half a road reaches into the tile beside its middle line: as far as the tiles' margin
  const reach = own ? WIDEST_PX : dim * TILE_MARGIN;
  const near = (data.get(layer) ?? []).filter(({ bbox }) =>
    bbox.maxX * scale + origin.x >= box.minX - reach && bbox.minX * scale + origin.x <= box.maxX + reach
    && bbox.maxY * scale + origin.y >= box.minY - reach && bbox.minY * scale + origin.y <= box.maxY + reach);
  return near.filter(({ props }) => (!only || only(props)) && (own || !hidden?.(layer, props.id)));
}

// The features of each style, in the order in which the styles appear.
function styled(features, step, size) {
  const groups = new Map();
  for (const feature of features) {
    const style = {
      fill: valueOf(step.fill, feature.props, size),
      line: valueOf(step.line, feature.props, size),
      width: Math.round(valueOf(step.width, feature.props, size) * 10) / 10,
    };
    const key = `${style.fill}|${style.line}|${style.width}`;
    if (!groups.has(key)) groups.set(key, [style, []]);
    groups.get(key)[1].push(feature);
  }
  return groups.values();
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

function trace(pen, geom, { origin, scale }, box, radius) {
  const [left, top] = [origin.x - box.minX, origin.y - box.minY];
  for (const points of geom) {
    if (radius) {
      for (const { x, y } of points) {
        pen.moveTo(x * scale + left + radius, y * scale + top);
        pen.arc(x * scale + left, y * scale + top, radius, 0, 2 * Math.PI);
      }
      continue;
    }
    pen.moveTo(points[0].x * scale + left, points[0].y * scale + top);
    for (let at = 1; at < points.length; at += 1) pen.lineTo(points[at].x * scale + left, points[at].y * scale + top);
  }
}
