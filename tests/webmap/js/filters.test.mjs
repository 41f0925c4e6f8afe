// A compound among hundreds is found by a part of its name.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestName } from "../../../webmap/static/js/map/filters.js";

const names = ["崂山二村", "崂山四村", "梅一小区"];

test("a name means itself, a part means the only name that holds it", () => {
  assert.equal(nearestName(" 崂山二村 ", names), "崂山二村");
  assert.equal(nearestName("梅一", names), "梅一小区");
  assert.equal(nearestName("", names), "");
});

test("a part of several names, or of none, means nothing", () => {
  assert.equal(nearestName("崂山", names), null);
  assert.equal(nearestName("馨馨", names), null);
});
