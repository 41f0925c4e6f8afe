// The areas of a cut: a colour of their own, and a number that stands inside.

import assert from "node:assert/strict";
import { test } from "node:test";
import { middles, shadeOf } from "../../../webmap/static/js/turf/shades.js";

const building = (id, at) => ({ properties: { id, at } });

test("the number of an area stands at the building nearest to its middle", () => {
  const features = [building("a", [0, 0]), building("b", [1, 0]), building("c", [5, 0]), building("x", [9, 9])];
  const areaOf = new Map([["a", 1], ["b", 1], ["c", 1]]);
  assert.deepEqual(middles(features, areaOf), [[1, [1, 0]]]);
});

test("areas that follow each other differ in colour", () => {
  for (let number = 1; number < 12; number += 1) assert.notEqual(shadeOf(number), shadeOf(number + 1));
});
