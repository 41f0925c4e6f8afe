// Sentences are filled with figures, and a word agrees with its number.

import assert from "node:assert/strict";
import { test } from "node:test";
import { filled } from "../../../webmap/static/js/map/words.js";

test("a name is filled, an unknown one stays as it is", () => {
  assert.equal(filled("{n} 栋,{who}", { n: 3 }), "3 栋,{who}");
  assert.equal(filled("{n}", { n: "<b>" }), "<b>");
});

test("each word agrees with its own number", () => {
  const sentence = "{n} {n:need:needs} in {homes} {homes:home:homes}";
  assert.equal(filled(sentence, { n: 1, homes: 60 }), "1 need in 60 homes");
  assert.equal(filled(sentence, { n: 0, homes: 1 }), "0 needs in 1 home");
});
