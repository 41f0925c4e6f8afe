// A choice of the reader shows at once, and again on the next page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Switch } from "../../../webmap/static/js/chrome/switch.js";

function page() {
  const names = new Set();
  return {
    classList: {
      add: (name) => names.add(name),
      contains: (name) => names.has(name),
      toggle: (name, on) => (on ? names.add(name) : names.delete(name)),
    },
  };
}

function browser() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

test("what was switched on is on again on the next page", () => {
  const storage = browser();
  assert.equal(new Switch(page(), "large-text", storage).toggle(), true);
  const next = new Switch(page(), "large-text", storage);
  assert.equal(next.on, true);
  assert.equal(next.toggle(), false);
  assert.equal(new Switch(page(), "large-text", storage).on, false);
});

test("two choices do not touch each other", () => {
  const [storage, root] = [browser(), page()];
  new Switch(root, "demo-read", storage).toggle();
  assert.equal(new Switch(root, "large-text", storage).on, false);
});

test("without storage a choice holds for the page", () => {
  const large = new Switch(page(), "large-text", null);
  assert.equal(large.toggle(), true);
  assert.equal(large.on, true);
});
