// Flat metres of editing: what is nearest, what crosses, how far a step goes.

import assert from "node:assert/strict";
import test from "node:test";

import { areaOf, crossesItself, lengthOf, metresBetween, nearestOnOutline, rectangle, stepped } from "../../../webmap/static/js/map/edit/plane.js";

const HERE = [123.4, 41.8];
const at = (east, north) => stepped(HERE, east, north);
const near = (one, other, off = 0.05) => assert.ok(Math.abs(one - other) < off, `${one} is not ${other}`);
const SLAB = { type: "Polygon", coordinates: [[at(0, 0), at(50, 0), at(50, 12), at(0, 12), at(0, 0)]] };

test("a step of so many metres is so long", () => {
  near(metresBetween(HERE, at(5, 0)), 5);
  near(metresBetween(HERE, at(3, -4)), 5);
});

test("a door that is dropped comes to the nearest wall", () => {
  const found = nearestOnOutline(SLAB, at(20, 17));
  near(found.metres, 5);
  near(metresBetween(found.at, at(20, 12)), 0);
  near(nearestOnOutline(SLAB, at(20, 8)).metres, 4);
});

test("the nearest wall of several rings is found", () => {
  const court = { type: "MultiPolygon", coordinates: [SLAB.coordinates, [[at(80, 0), at(90, 0), at(90, 12), at(80, 12), at(80, 0)]]] };
  near(nearestOnOutline(court, at(78, 5)).metres, 2);
});

test("lines and outlines that cross themselves are told apart", () => {
  const bow = [at(0, 0), at(10, 10), at(10, 0), at(0, 10)];
  assert.ok(crossesItself(bow, { closed: true }));
  assert.ok(crossesItself(bow, { closed: false }));
  const ring = [at(0, 0), at(10, 0), at(10, 10), at(0, 10)];
  assert.ok(!crossesItself(ring, { closed: true }));
  const hook = [at(0, 0), at(10, 0), at(10, 10), at(5, 5), at(15, 5)];
  assert.ok(crossesItself(hook, { closed: false }));
});

test("a rectangle has the size that was asked for, however it is turned", () => {
  for (const turned of [0, 33, -90]) {
    const corners = rectangle(HERE, 40, 12, turned);
    near(areaOf(corners), 480, 1);
    near(metresBetween(corners[0], corners[1]), 40, 0.1);
  }
  near(lengthOf([at(0, 0), at(3, 4), at(3, 14)]), 15, 0.1);
});
