// Gives the tiles of the archive that a box of the map needs; those used last are held unpacked.

import { VectorTile } from "./vector_tile.js";

const LAST_DATA_ZOOM = 16;
const WORLD_PX = 256;
const MOST_HELD = 64;
// A box that ends where a tile begins does not need that tile.
const EDGE_PX = 0.01;

// The tiles of data behind a box of world pixels at `zoom`. They are drawn one zoom further on, 512
// pixels wide, and smaller at half zooms.
export function tilesBehind(zoom, { minX, minY, maxX, maxY }) {
  const z = Math.max(0, Math.min(Math.ceil(zoom) - 1, LAST_DATA_ZOOM));
  const dim = (WORLD_PX * 2 ** zoom) / 2 ** z;
  const number = (px) => Math.max(0, Math.min(Math.floor(px / dim), 2 ** z - 1));
  const tiles = [];
  for (let x = number(minX); x <= number(maxX - EDGE_PX); x += 1) {
    for (let y = number(minY); y <= number(maxY - EDGE_PX); y += 1) tiles.push({ z, x, y, dim, origin: { x: x * dim, y: y * dim } });
  }
  return tiles;
}

export class TileReader {
  constructor(archive) {
    this.archive = archive;
    this.held = new Map();
  }

  // Promises the pieces of data in a box of world pixels at `zoom`: `data.get(name)` is a layer, which
  // lies from `origin` on and is `dim` pixels wide.
  within(zoom, box) {
    return Promise.all(tilesBehind(zoom, box).map(async ({ z, x, y, dim, origin }) => ({ data: await this.tile(z, x, y), dim, origin })));
  }

  // Those pieces where all of them are held, else null.
  atOnce(zoom, box) {
    const pieces = tilesBehind(zoom, box).map(({ z, x, y, dim, origin }) => ({ data: this.held.get(`${z}/${x}/${y}`), dim, origin }));
    return pieces.every(({ data }) => data?.layers) ? pieces : null;
  }

  tile(z, x, y) {
    const key = `${z}/${x}/${y}`;
    const known = this.held.get(key);
    this.held.delete(key);
    const tile = known ?? this.read(key, z, x, y);
    this.held.set(key, tile);
    if (this.held.size > MOST_HELD) this.held.delete(this.held.keys().next().value);
    return tile;
  }

  async read(key, z, x, y) {
    try {
      const tile = new VectorTile(await this.archive.tile(z, x, y));
      if (this.held.has(key)) this.held.set(key, tile);
      return tile;
    } catch (error) {
      this.held.delete(key);
      throw error;
    }
  }
}
