// The first tiles of data, asked for before the page that shows them is made: they come and are unpacked
// while the browser lays out the page and reads its scripts.

import { Archive } from "./archive.js";
import { worldPoint } from "./changes.js";
import { TileReader } from "./tile_reader.js";
import { viewOf } from "./view.js";
import { tellWords } from "./words.js";

// What the panel and the head of the page cover at first: only what is read early depends on it.
const WIDE = { left: 372, top: 24, right: 64, bottom: 24, head: 102 };
const PHONE = { left: 14, top: 76, right: 14, bottom: 200, head: 100 };
const WORLD_PX = 256;

// The view that a page opens on, as nearly as can be said before it is laid out: its zoom, and its box in
// world pixels.
export function foreseen({ west, south, east, north }, kept, { x: width, y: height }) {
  const edges = width <= 760 ? PHONE : WIDE;
  const high = height - edges.head;
  if (kept) return { zoom: kept.zoom, box: boxAround(worldPoint([kept.longitude, kept.latitude]), kept.zoom, [width / 2, high / 2], [width, high]) };
  const [from, to] = [worldPoint([west, north]), worldPoint([east, south])];
  const room = { x: width - edges.left - edges.right, y: high - edges.top - edges.bottom };
  const scale = Math.min(room.x / (to.x - from.x), room.y / (to.y - from.y)) / WORLD_PX;
  const zoom = Math.max(11, Math.min(Math.floor(2 * Math.log2(scale)) / 2, 18));
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return { zoom, box: boxAround(middle, zoom, [edges.left + room.x / 2, edges.top + room.y / 2], [width, high]) };
}

function boxAround(middle, zoom, [before, above], [width, height]) {
  const world = WORLD_PX * 2 ** zoom;
  const [minX, minY] = [middle.x * world - before, middle.y * world - above];
  return { minX, minY, maxX: minX + width, maxY: minY + height };
}

// Begins to read what the page says of its first view.
export function readEarly({ tiles, bounds, words }) {
  if (!tiles || !bounds) return;
  tellWords(words);
  const reader = new TileReader(new Archive(tiles, { onGone: () => location.reload() }));
  globalThis.peoplesMapReader = { url: tiles.url, reader };
  const { zoom, box } = foreseen(bounds, viewOf(location.hash), { x: innerWidth, y: innerHeight });
  reader.within(zoom, box).catch(() => {}); // whoever draws them is told
  reader.archive.fetchWaiting();
}

// The reader that has begun with an archive, or null.
export function earlyReader(tiles) {
  const early = globalThis.peoplesMapReader;
  return early && early.url === tiles.url ? early.reader : null;
}
