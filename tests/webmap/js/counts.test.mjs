// How many homes are left to call at follows each tick and each undo.

import assert from "node:assert/strict";
import { test } from "node:test";
import { callsLeft } from "../../../webmap/static/js/today/counts.js";

const section = (done, open) => ({
  querySelectorAll: (selector) => ({ length: selector === ".stop.done" ? done : open }),
});

test("ticked homes leave the figure and those taken back come into it", () => {
  assert.equal(callsLeft(10, section(3, 7), section(1, 0)), 7);
  assert.equal(callsLeft(10, section(0, 10), section(0, 1)), 11);
  assert.equal(callsLeft(0, null, null), 0);
});
