// A tile's layers are read into flat numbers, its values as what they are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { VectorTile } from "../../../webmap/static/js/map/vector_tile.js";

const bytes = (...parts) => parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part));
const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
const field = (number, type, ...parts) => {
  const content = bytes(...parts);
  return type === 2 ? [(number << 3) | 2, ...varint(content.length), ...content] : [(number << 3) | type, ...content];
};
const turned = (value) => (value < 0 ? -2 * value - 1 : 2 * value);
const path = (...commands) => commands.flatMap(([command, ...points]) => [((command === 7 ? 1 : points.length / 2) << 3) | command, ...points.map(turned)]);

function tile() {
  const square = path([1, 2, 3], [2, 10, 0, 0, 10, -10, 0], [7], [1, 3, -7], [2, 0, 4, 4, 0, 0, -4], [7]);
  const line = path([1, -5, 6], [2, 3, 1]);
  const spots = path([1, 1, 1, 2, 2]);
  return Uint8Array.from(bytes(field(3, 2,
    field(1, 2, "building"),
    field(2, 2, field(2, 2, [0, 0, 1, 1, 2, 2]), field(3, 0, [3]), field(4, 2, square)),
    field(2, 2, field(3, 0, [2]), field(4, 2, line), field(2, 2, [0, 3])),
    field(2, 2, field(3, 0, [1]), field(4, 2, spots)),
    field(3, 2, "id"), field(3, 2, "name"), field(3, 2, "width"),
    field(4, 2, field(1, 2, "b1")), field(4, 2, field(1, 2, "一号楼")), field(4, 2, field(3, 1, [0, 0, 0, 0, 0, 0, 4, 64])), field(4, 2, field(7, 0, [1])),
    field(5, 0, [128, 32]), field(15, 0, [2]))));
}

test("rings are closed, lines and spots are not, and boxes hold them", () => {
  const shapes = new VectorTile(tile()).get("building");
  assert.equal(shapes.count, 3);
  assert.equal(shapes.extent, 4096);
  assert.deepEqual([...shapes.firsts], [0, 2, 3, 5]);
  assert.deepEqual([...shapes.lines], [0, 5, 10, 12, 13, 14]);
  assert.deepEqual([...shapes.points.slice(0, 10)], [2, 3, 12, 3, 12, 13, 2, 13, 2, 3]);
  assert.deepEqual([...shapes.points.slice(20)], [-5, 6, -2, 7, 1, 1, 3, 3]);
  assert.deepEqual([...shapes.boxes], [2, 3, 12, 13, -5, 6, -2, 7, 1, 1, 3, 3]);
  const found = [];
  shapes.within(0, 0, 1, 1, (at) => found.push(at));
  assert.deepEqual(found, [2]);
  assert.ok(shapes.covers(0, 3, 4) && !shapes.covers(0, 6, 7) && !shapes.covers(0, 20, 4));
});

test("what is known of a shape has the kinds of its values", () => {
  const shapes = new VectorTile(tile()).get("building");
  assert.deepEqual(shapes.props(0), { id: "b1", name: "一号楼", width: 2.5 });
  assert.deepEqual(shapes.props(1), { id: true });
  assert.deepEqual(shapes.props(2), {});
});

test("shapes find their rows in a table by what they are called, and again in another table", () => {
  const shapes = new VectorTile(tile()).get("building");
  const table = new Map([["b0", 0], ["b1", 1]]);
  assert.deepEqual([...shapes.rowsIn(table)], [1, -1, -1]);
  assert.equal(shapes.rowsIn(table), shapes.rowsIn(table));
  assert.deepEqual([...shapes.rowsIn(new Map([["b1", 7]]))], [7, -1, -1]);
  assert.equal(shapes.keyed(2), undefined);
});

test("an empty tile has no layer", () => {
  assert.equal(new VectorTile(new Uint8Array()).get("building"), null);
});
