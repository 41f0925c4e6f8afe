// The marks of a round: one for each entrance, with the numbers of its doors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { marksOf, numbersLabel } from "../../../webmap/static/js/rounds/marks.js";
import { Remembered, middleOf, positionOf, positionValue } from "../../../webmap/static/js/rounds/starting.js";

const leg = (door, place) => ({ door, place, arrive: "09:10", unit: place });

test("doors of one entrance share a mark", () => {
  const marks = marksOf([leg([1, 2], "a"), leg([1, 2], "b"), leg([3, 4], "c")]);
  assert.deepEqual(marks.map(({ numbers }) => numbers), [[1, 2], [3]]);
  assert.deepEqual(marks[0].places, ["1 · 09:10 a", "2 · 09:10 b"]);
});

test("numbers in a row are a span, others a list", () => {
  assert.equal(numbersLabel([4]), "4");
  assert.equal(numbersLabel([1, 2, 3]), "1–3");
  assert.equal(numbersLabel([1, 5]), "1,5");
});

test("a mark leads to the homes behind it", () => {
  const [mark] = marksOf([leg([1, 2], "a"), leg([1, 2], "b")]);
  assert.deepEqual(mark.units, ["a", "b"]);
});

test("a start is read back as it was written, and nothing else is", () => {
  assert.deepEqual(positionOf(positionValue(123.4567891, 41.8)), [123.456789, 41.8]);
  assert.equal(positionOf(""), null);
  assert.equal(positionOf("abc,1"), null);
});

test("what was found is where its building stands, else the middle of its box", () => {
  const points = new Map([["b1", [1, 2]]]);
  const bounds = { west: 0, south: 0, east: 4, north: 2 };
  assert.deepEqual(middleOf({ building: "b1", bounds }, points), [1, 2]);
  assert.deepEqual(middleOf({ building: "b9", bounds }, points), [2, 1]);
  assert.equal(middleOf({ bounds: null }, points), null);
});

test("the last start is remembered for each account, and a broken shelf hurts nobody", () => {
  const kept = new Map();
  const shelf = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
  new Remembered("7", shelf).write("1,2", "东门");
  assert.deepEqual(new Remembered("7", shelf).read(), { value: "1,2", label: "东门" });
  assert.equal(new Remembered("8", shelf).read(), null);
  kept.set("peoples-map.round-start.8", "{");
  assert.equal(new Remembered("8", shelf).read(), null);
  const full = { getItem: () => null, setItem: () => { throw new Error("full"); } };
  new Remembered("7", full).write("1,2", "东门");
});
