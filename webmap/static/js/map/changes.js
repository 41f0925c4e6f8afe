// What was changed of the places since the archive of tiles was written: it is drawn over the tiles,
// and what it replaces is not drawn.

import { shapesOf } from "./shapes.js";

const WORLD_PX = 256;

// A point of the world as a part of its width, y down, as in Web Mercator.
export function worldPoint([lon, lat]) {
  const angle = (lat * Math.PI) / 180;
  return { x: (lon + 180) / 360, y: 0.5 - Math.asinh(Math.tan(angle)) / (2 * Math.PI) };
}

export class Changes {
  constructor(told = {}) {
    this.gone = new Map(Object.entries(told.replaced ?? {}).map(([layer, ids]) => [layer, new Set(ids)]));
    const found = new Map();
    for (const { properties, geometry } of told.features ?? []) {
      const { layer, ...props } = properties;
      found.set(layer, [...(found.get(layer) ?? []), [props, partsOf(geometry)]]);
    }
    this.data = new Map([...found].map(([layer, list]) => [layer, Object.assign(shapesOf(list), { extent: 1 })]));
    this.hidden = Object.assign((layer, id) => this.gone.get(layer)?.has(id) ?? false, { of: (layer) => this.gone.get(layer) ?? null });
  }

  // The changes as one more piece of tile data at `zoom`.
  pieces(zoom) {
    return this.data.size ? [{ data: this.data, origin: { x: 0, y: 0 }, dim: WORLD_PX * 2 ** zoom, own: true }] : [];
  }
}

// Rings, lines or points of a GeoJSON geometry; outer rings run as in tiles, holes against them.
function partsOf({ type, coordinates }) {
  if (type === "Point") return [[worldPoint(coordinates)]];
  if (type === "MultiPoint") return coordinates.map((point) => [worldPoint(point)]);
  if (type === "LineString") return [coordinates.map(worldPoint)];
  if (type === "MultiLineString") return coordinates.map((line) => line.map(worldPoint));
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  return polygons.flatMap((rings) => rings.map((ring, at) => turned(ring.map(worldPoint), at > 0)));
}

function turned(ring, isHole) {
  let area = 0;
  for (let at = 1; at < ring.length; at += 1) area += ring[at - 1].x * ring[at].y - ring[at].x * ring[at - 1].y;
  return area < 0 === isHole ? ring : ring.reverse();
}
