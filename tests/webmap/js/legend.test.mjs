// Counts fall into the classes that the service sent; scale bars have round lengths.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keyed } from "../../../webmap/static/js/map/fetching.js";
import { classOf } from "../../../webmap/static/js/map/legend.js";
import { roundLength } from "../../../webmap/static/js/map/scale_bar.js";
import { filled } from "../../../webmap/static/js/map/words.js";

test("a count is in the last class that it reaches", () => {
  const classes = [0, 1, 2, 4, 7].map((low) => ({ low }));
  assert.deepEqual([0, 1, 3, 4, 99].map((count) => classOf(count, classes).low), [0, 1, 2, 4, 7]);
});

test("lengths are 1, 2 or 5 of a decade", () => {
  assert.deepEqual([7, 19.9, 200, 999].map(roundLength), [5, 10, 200, 500]);
});

test("figures enter sentences, and a key enters an address as one part", () => {
  assert.equal(filled("{n} of {m} {unknown}", { n: 0, m: 5 }), "0 of 5 {unknown}");
  assert.equal(keyed("/api/units/ID", "a/b?c"), "/api/units/a%2Fb%3Fc");
});
