// Names on the map: none touches another, none is upside down, the important ones come first.

import assert from "node:assert/strict";
import { test } from "node:test";
import { boxesOf, placed, spotsAlong } from "../../../webmap/static/js/map/placement.js";

const paper = { width: 400, height: 300 };
const label = (text, x, y, more = {}) => ({ text, x, y, width: 60, height: 14, rank: 1, ...more });

test("of two names in one place the more important stands", () => {
  const kept = placed([label("minor", 100, 100, { rank: 9 }), label("major", 105, 103, { rank: 0 })], paper);
  assert.deepEqual(kept.map(({ text }) => text), ["major"]);
});

test("no two kept names touch, whatever is offered", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const labels = Array.from({ length: 200 }, (_, at) =>
    label(`n${at}`, random() * 400, random() * 300, { rank: at % 5, angle: at % 3 ? 0 : random() * 3 - 1.5 }));
  const boxes = placed(labels, paper).map(boxesOf);
  assert.ok(boxes.length > 10);
  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      for (const a of one) for (const b of other) assert.ok(a[0] >= b[2] || a[2] <= b[0] || a[1] >= b[3] || a[3] <= b[1]);
    }
  }
});

test("a name is not cut by the edge and not repeated too near", () => {
  const kept = placed([label("edge", 10, 10), label("road", 100, 100, { apart: 200 }), label("road", 200, 100, { apart: 200 })], paper);
  assert.deepEqual(kept.map(({ text, x }) => [text, x]), [["road", 100]]);
});

test("a name lies along its road, readable from below, and never on a bend", () => {
  const [spot] = spotsAlong([[300, 100], [0, 100]], 80);
  assert.deepEqual(spot, { x: 150, y: 100, angle: Math.atan2(0, -300) - Math.PI });
  assert.ok(spotsAlong([[0, 0], [0, 300]], 80).every(({ angle }) => Math.abs(angle) <= Math.PI / 2));
  assert.deepEqual(spotsAlong([[0, 0], [60, 0], [60, 60]], 90), []);
  assert.deepEqual(spotsAlong([[0, 0], [10, 0]], 90), []);
});

test("nothing is written under a panel", () => {
  const panel = [0, 0, 120, 300];
  const kept = placed([label("under", 100, 100), label("beside", 200, 100)], paper, [panel]);
  assert.deepEqual(kept.map(({ text }) => text), ["beside"]);
});

test("a name that does not fit in one place stands once in the next", () => {
  const choices = [100, 140, 180].map((y, at) => label("compound", 100, y, { key: "c1", rank: at }));
  const kept = placed([label("other", 100, 100, { rank: -1 }), ...choices], paper);
  assert.deepEqual(kept.map(({ text, y }) => [text, y]), [["other", 100], ["compound", 140]]);
});
