// A press that rests asks ahead of its click; one that drags the map or has ended asks nothing.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { onRestingPress } from "../../../webmap/static/js/map/resting_press.js";

mock.timers.enable({ apis: ["setTimeout"] });

function pressed() {
  const told = [];
  const heard = {};
  const map = { on: (names, act) => names.split(" ").forEach((name) => (heard[name] = act)) };
  onRestingPress(map, (latlng) => told.push(latlng));
  return { told, tell: (name, latlng) => heard[name]({ latlng }) };
}

test("a press that rests is told once, with its place", () => {
  const { told, tell } = pressed();
  tell("mousedown", "here");
  mock.timers.tick(59);
  assert.deepEqual(told, []);
  mock.timers.tick(1);
  tell("mousemove", "there");
  mock.timers.tick(1_000);
  assert.deepEqual(told, ["here"]);
});

for (const end of ["mousemove", "mouseup", "movestart"]) {
  test(`a press is not told after ${end}`, () => {
    const { told, tell } = pressed();
    tell("mousedown", "here");
    mock.timers.tick(30);
    tell(end);
    mock.timers.tick(1_000);
    assert.deepEqual(told, []);
    tell("mousedown", "later");
    mock.timers.tick(60);
    assert.deepEqual(told, ["later"]);
  });
}
