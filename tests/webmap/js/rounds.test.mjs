// The marks of a round: one for each entrance, with the numbers of its doors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { marksOf, numbersLabel } from "../../../webmap/static/js/rounds/marks.js";

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
