// Which ranges of the archive are asked for, and where what was changed is drawn.

import assert from "node:assert/strict";
import test from "node:test";

globalThis.document = { getElementById: () => ({ textContent: "{}" }), documentElement: { lang: "zh", dataset: {} } };
globalThis.requestAnimationFrame = (next) => setTimeout(next, 0);
const { directory, entryOf, joined, tileNumber } = await import("../../../webmap/static/js/map/archive.js");
const { tilesBehind } = await import("../../../webmap/static/js/map/tile_reader.js");
const { Changes, worldPoint } = await import("../../../webmap/static/js/map/changes.js");
const { latitudeOf, metresPerPixel, wayWidth } = await import("../../../webmap/static/js/map/ground_style.js");

test("neighbouring tiles are asked for in one range", () => {
  assert.deepEqual(joined([[100, 10], [0, 50], [110, 5]], 0), [[0, 50], [100, 115]]);
  assert.deepEqual(joined([[0, 50], [60, 10]], 10), [[0, 70]]);
  assert.deepEqual(joined([[0, 100], [20, 10]], 0), [[0, 100]]);
  assert.deepEqual(joined([]), []);
});

test("every piece that is wanted lies in one of the ranges", () => {
  let seed = 7;
  const chance = (most) => (seed = (seed * 16807) % 2147483647) % most;
  for (let round = 0; round < 200; round += 1) {
    const pieces = Array.from({ length: 1 + chance(12) }, () => [chance(50_000), 1 + chance(9000)]);
    const ranges = joined(pieces);
    for (const [offset, length] of pieces) assert.ok(ranges.some(([from, to]) => from <= offset && offset + length <= to));
    for (let at = 1; at < ranges.length; at += 1) assert.ok(ranges[at][0] > ranges[at - 1][1]);
  }
});

test("a point of the world and its latitude are the same place", () => {
  for (const latitude of [-70, -1, 0, 41.8, 66]) {
    const { x, y } = worldPoint([123.4, latitude]);
    assert.ok(Math.abs(x - (123.4 + 180) / 360) < 1e-12);
    assert.ok(Math.abs(latitudeOf(y * 256 * 2 ** 15, 15) - latitude) < 1e-9);
  }
});

function turnOf({ points, lines }, line) {
  let sum = 0;
  for (let at = 2 * lines[line]; at < 2 * lines[line + 1] - 2; at += 2) sum += points[at] * points[at + 3] - points[at + 2] * points[at + 1];
  return Math.sign(sum);
}

test("what was changed hides what it replaces and is drawn in its layer", () => {
  const square = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], [[0.2, 0.2], [0.2, 0.4], [0.4, 0.4], [0.2, 0.2]]];
  for (const rings of [square, square.map((ring) => [...ring].reverse())]) {
    const changes = new Changes({
      replaced: { building: ["b1"] },
      features: [{ properties: { layer: "building", id: "b1", zh: "1号楼" }, geometry: { type: "Polygon", coordinates: rings } }],
    });
    assert.ok(changes.hidden("building", "b1"));
    assert.ok(!changes.hidden("building", "b2") && !changes.hidden("door", "b1"));
    const [{ data, own }] = changes.pieces(16);
    const shapes = data.get("building");
    assert.ok(own);
    assert.deepEqual(shapes.props(0), { id: "b1", zh: "1号楼" });
    assert.deepEqual([0, 1].map((line) => turnOf(shapes, line)), [1, -1]);
    const middle = worldPoint([0.7, 0.7]);
    const hole = worldPoint([0.25, 0.35]);
    assert.ok(shapes.covers(0, middle.x, middle.y) && !shapes.covers(0, hole.x, hole.y) && !shapes.covers(0, 0, 0));
  }
  assert.deepEqual(new Changes().pieces(16), []);
});

test("roads are as wide as they are, and never too thin to see", () => {
  const size = metresPerPixel(41.8, 18);
  assert.ok(Math.abs(size - 0.4451) < 1e-3);
  assert.equal(wayWidth({ kind: "road", width_m: 20 }, size), 20 / size);
  assert.equal(wayWidth({ kind: "road", width_m: 20 }, 100), 3);
  assert.equal(wayWidth({ kind: "footway" }, 100), 0.8);
});

test("tiles have the numbers that the specification gives them", () => {
  const known = [[0, 0, 0, 0], [1, 0, 0, 1], [1, 0, 1, 2], [1, 1, 1, 3], [1, 1, 0, 4], [2, 0, 0, 5], [12, 3423, 1763, 19078479]];
  for (const [z, x, y, number] of known) assert.equal(tileNumber(z, x, y), number);
});

test("a directory tells where tiles and runs of equal tiles lie, and where none does", () => {
  const listed = directory(Uint8Array.from([3, 5, 2, 200, 1, 1, 2, 0, 10, 20, 30, 1, 0, 101]));
  assert.deepEqual(listed, { numbers: [5, 7, 207], runs: [1, 2, 0], lengths: [10, 20, 30], offsets: [0, 10, 100] });
  assert.deepEqual([4, 5, 6, 7, 8, 9, 207, 9000].map((wanted) => entryOf(listed, wanted)), [-1, 0, -1, 1, 1, -1, 2, 2]);
});

test("a box needs the tiles that it lies in, also at half zooms", () => {
  const box = { minX: 1024, minY: 512, maxX: 2048, maxY: 1024 };
  assert.deepEqual(tilesBehind(11, box).map(({ z, x, y, dim }) => [z, x, y, dim]), [[10, 2, 1, 512], [10, 3, 1, 512]]);
  assert.deepEqual(tilesBehind(18, box).map(({ z, x, y, dim }) => [z, x, y, dim]), [[16, 1, 0, 1024]]);
  const [{ z, dim, origin }] = tilesBehind(11.5, { minX: 0, minY: 0, maxX: 100, maxY: 100 });
  assert.deepEqual([z, Math.round(dim), origin], [11, 362, { x: 0, y: 0 }]);
});
