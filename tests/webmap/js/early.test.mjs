// What is read before a page is laid out is what it opens on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { earlyReader, foreseen, readEarly } from "../../../webmap/static/js/map/early.js";
import { tilesBehind } from "../../../webmap/static/js/map/tile_reader.js";

const BOUNDS = { west: 123.3, south: 41.78, east: 123.4, north: 41.85 };

test("a view is foreseen at half zooms, beside the panel, and a kept one as it was", () => {
  const wide = foreseen(BOUNDS, null, { x: 1440, y: 900 });
  assert.equal(wide.zoom, 13);
  assert.deepEqual([wide.box.maxX - wide.box.minX, wide.box.maxY - wide.box.minY], [1440, 798]);
  const phone = foreseen(BOUNDS, null, { x: 390, y: 844 });
  assert.ok(phone.zoom < wide.zoom && phone.zoom % 0.5 === 0);
  const kept = foreseen(BOUNDS, { zoom: 17, latitude: 41.8, longitude: 123.35 }, { x: 390, y: 844 });
  assert.equal(kept.zoom, 17);
  assert.equal(kept.box.maxX - kept.box.minX, 390);
});

test("its tiles are asked for at once, and whoever draws them finds them on their way", () => {
  Object.assign(globalThis, { location: { hash: "" }, innerWidth: 1440, innerHeight: 900 });
  const tiles = { url: "/tiles/1.pmtiles", bytes: 1000, head: 127, directory: btoa(String.fromCharCode(0)) };
  readEarly({ tiles, bounds: BOUNDS, words: {} });
  const { reader } = globalThis.peoplesMapReader;
  const { zoom, box } = foreseen(BOUNDS, null, { x: 1440, y: 900 });
  for (const { z, x, y } of tilesBehind(zoom, box)) assert.ok(reader.held.has(`${z}/${x}/${y}`));
  assert.equal(earlyReader(tiles), reader);
  assert.equal(earlyReader({ url: "/tiles/2.pmtiles" }), null);
});
