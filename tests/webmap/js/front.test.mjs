// The front of a building: floors line up across staircases, basements lie below.

import assert from "node:assert/strict";
import { test } from "node:test";
import { doorSums, frontRows, shortNumber, widths } from "../../../webmap/static/js/map/front.js";

const storey = (floor, ...urgencies) => ({ floor, doors: urgencies.map((urgency, at) => ({ number: `${floor}0${at + 1}`, urgency })) });
const stairs = [
  { storeys: [storey(2, "quiet", "open"), storey(1, "quiet"), storey(-1, "unknown")] },
  { storeys: [storey(3, "overdue"), storey(1, "open")] },
];

test("every floor is one row, a missing storey is a gap", () => {
  const rows = frontRows(stairs);
  assert.deepEqual(rows.map(({ floor }) => floor), [3, 2, 1, -1]);
  assert.deepEqual(rows.map(({ stairs: cells }) => cells.map((doors) => doors.length)), [[0, 1], [2, 0], [1, 1], [1, 0]]);
  assert.deepEqual(rows.map(({ above }) => above), [true, true, true, false]);
});

test("a staircase is as wide as its widest storey", () => {
  assert.deepEqual(widths(stairs), [2, 1]);
});

test("doors are summed by urgency", () => {
  assert.deepEqual(doorSums(stairs), { quiet: 2, open: 2, unknown: 1, overdue: 1 });
});

test("a crowded floor leaves its number to the axis", () => {
  assert.equal(shortNumber("1602", 16, true), "02");
  assert.equal(shortNumber("1602", 16, false), "1602");
  assert.equal(shortNumber("2", 2, true), "2");
  assert.equal(shortNumber("12", 1, true), "12");
});
