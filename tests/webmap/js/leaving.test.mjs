// What stays on a phone after logging out: nothing that was typed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { forget, isUnsent, kept } from "../../../webmap/static/js/chrome/leaving.js";

function shelf(entries) {
  const storage = { ...entries };
  Object.defineProperties(storage, {
    getItem: { value: (name) => storage[name] ?? null },
    removeItem: { value: (name) => delete storage[name] },
  });
  return storage;
}

test("an empty list of unsent sentences is nothing unsent", () => {
  assert.equal(isUnsent(shelf({ "diary-unsent:li": "[]", "large-text": "1" })), false);
  assert.equal(isUnsent(shelf({ "diary-draft:li": '{"text":"x"}' })), true);
});

test("what was typed goes, what was chosen stays", () => {
  const storage = shelf({ "diary-draft:li": "{}", "large-text": "1" });
  assert.deepEqual(kept(storage), ["diary-draft:li"]);
  forget(storage);
  assert.deepEqual(Object.keys(storage), ["large-text"]);
});
