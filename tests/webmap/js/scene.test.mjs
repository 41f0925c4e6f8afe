// The scene in the address: what is written is read again, and periods begin where people expect.

import assert from "node:assert/strict";
import { test } from "node:test";
import { changed, presetOf, presets, queryOf, sceneOf, swapped } from "../../../webmap/static/js/map/scene.js";

test("a written scene is read again, in one order and without the ordinary", () => {
  const scene = { status: "overdue", category: "leak", from: "2026-01-01", compound: "c 1&2" };
  assert.deepEqual(sceneOf(`?${queryOf(scene)}`), scene);
  assert.equal(queryOf({ to: "2026-02-01", category: "leak", status: "open" }), "category=leak&to=2026-02-01");
  assert.deepEqual(sceneOf("?evil=1&building=b1"), {});
});

test("a category and a group exclude each other", () => {
  assert.deepEqual(changed({ group: "people", status: "all" }, { category: "leak" }), { status: "all", category: "leak" });
  assert.deepEqual(changed({ category: "leak" }, { group: "people" }), { group: "people" });
  assert.deepEqual(changed({ category: "leak" }, { category: "" }), {});
});

test("weeks begin on Monday, seasons with the quarter", () => {
  assert.deepEqual(presets("2026-03-01").week, { from: "2026-02-23", to: "2026-03-01" });
  assert.deepEqual(presets("2026-03-02").week, { from: "2026-03-02", to: "2026-03-02" });
  assert.equal(presets("2026-11-24").season.from, "2026-10-01");
  assert.equal(presets("2026-11-24").month.from, "2026-11-01");
});

test("a period that is a preset is known as one", () => {
  assert.equal(presetOf({ from: "2026-11-01", to: "2026-11-24" }, "2026-11-24"), "month");
  assert.equal(presetOf({}, "2026-11-24"), "any");
  assert.equal(presetOf({ from: "2026-11-02" }, "2026-11-24"), null);
});

test("a period written backwards is turned round", () => {
  assert.deepEqual(swapped({ from: "2026-02-01", to: "2026-01-01" }), { from: "2026-01-01", to: "2026-02-01" });
});
