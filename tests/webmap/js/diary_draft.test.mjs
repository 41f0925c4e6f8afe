// A draft survives a closed browser and belongs to its writer.

import assert from "node:assert/strict";
import test from "node:test";

import { draftOf, forgetDraft, keepDraft, withTyped } from "../../../webmap/static/js/diary/draft.js";
import { storage } from "./storage.mjs";

test("a draft comes back to its writer only", () => {
  const place = storage();
  keepDraft(place, "leader", { text: "3号楼漏水", key: "k" });
  assert.deepEqual(draftOf(place, "leader"), { text: "3号楼漏水", key: "k" });
  assert.equal(draftOf(place, "second"), null);
  forgetDraft(place, "leader");
  assert.equal(draftOf(place, "leader"), null);
});

test("an emptied text leaves nothing behind", () => {
  const place = storage();
  keepDraft(place, "leader", { text: "3号楼", key: "k" });
  keepDraft(place, "leader", { text: " \n", key: "k" });
  assert.equal(place.kept.size, 0);
});

test("a storage that is damaged or closed loses nothing of the page", () => {
  const closed = { getItem: () => "{", setItem() { throw new Error("full"); }, removeItem() { throw new Error("closed"); } };
  assert.equal(draftOf(closed, "leader"), null);
  keepDraft(closed, "leader", { text: "3号楼" });
  forgetDraft(closed, "leader");
});

test("what was written before the script came stands behind what was kept", () => {
  assert.equal(withTyped("kept", { value: "", defaultValue: "" }), "kept");
  assert.equal(withTyped("kept", { value: "new", defaultValue: "" }), "kept\nnew");
  assert.equal(withTyped("kept", { value: "kept", defaultValue: "" }), "kept");
  assert.equal(withTyped("kept", { value: "of the page", defaultValue: "of the page" }), "kept");
});
