// The view in the address is read again to a metre; anything else is no view.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hashOf, viewOf } from "../../../webmap/static/js/map/view.js";

test("a written view is read again", () => {
  const view = { zoom: 17.5, latitude: 41.80123, longitude: -123.35012 };
  assert.deepEqual(viewOf(hashOf(view)), view);
});

test("what is no place on the map is no view", () => {
  for (const hash of ["", "#", "#main", "#17/91/0", "#17/41", "#99/41/123", "#17/41/123/5", "#1e9/1/1"]) assert.equal(viewOf(hash), null);
});
