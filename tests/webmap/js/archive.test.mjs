// Which ranges of the archive are asked for, and where what was changed is drawn.

import assert from "node:assert/strict";
import test from "node:test";

globalThis.document = { getElementById: () => ({ textContent: "{}" }), documentElement: { lang: "zh", dataset: {} } };
globalThis.requestAnimationFrame = (next) => setTimeout(next, 0);
const { joined } = await import("../../../webmap/static/js/map/archive.js");
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
    const [{ props, geom }] = data.get("building");
    assert.ok(own);
    assert.deepEqual(props, { id: "b1", zh: "1号楼" });
    const turn = (ring) => Math.sign(ring.reduce((sum, { x, y }, at) => sum + x * ring[(at + 1) % ring.length].y - ring[(at + 1) % ring.length].x * y, 0));
    assert.deepEqual(geom.map(turn), [1, -1]);
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
