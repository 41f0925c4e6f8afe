// A key answers a question unless somebody is typing.

import assert from "node:assert/strict";
import test from "node:test";

import { isTyping, meaning } from "../../../webmap/static/js/questions/keys.js";

test("numbers choose a candidate and letters the other answers", () => {
  assert.deepEqual(meaning("3"), { press: '[data-number="3"]' });
  assert.deepEqual(meaning("n"), { press: '[data-key="n"]' });
  assert.deepEqual(meaning("a"), { toggle: "input[name=alike]" });
  assert.deepEqual([meaning("j"), meaning("k")], [{ move: 1 }, { move: -1 }]);
  assert.equal(meaning("6"), null);
  assert.equal(meaning("Enter"), null);
});

test("a letter in a field is a letter", () => {
  assert.equal(isTyping({ tagName: "INPUT", type: "text" }), true);
  assert.equal(isTyping({ tagName: "TEXTAREA" }), true);
  assert.equal(isTyping({ tagName: "INPUT", type: "checkbox" }), false);
  assert.equal(isTyping({ tagName: "BUTTON" }), false);
  assert.equal(isTyping(null), false);
});
