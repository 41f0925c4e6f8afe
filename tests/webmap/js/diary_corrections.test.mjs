// What was corrected stays corrected when the text is read again and numbers move.

import assert from "node:assert/strict";
import test from "node:test";

import { Corrections } from "../../../webmap/static/js/diary/corrections.js";

function field(words, name, value, more = {}) {
  const card = words === null ? null : { dataset: { words } };
  return { name, value, type: "radio", checked: false, dataset: {}, closest: () => card, ...more };
}

test("a verdict follows its place to another number", () => {
  const corrections = new Corrections();
  corrections.note(field("御林湾3号楼", "item-1-need-leak", "refuse", { checked: true }));
  const keep = field("御林湾3号楼", "item-2-need-leak", "keep", { checked: true });
  const refuse = field("御林湾3号楼", "item-2-need-leak", "refuse");
  const other = field("御林湾5号楼", "item-1-need-leak", "refuse");
  corrections.apply([keep, refuse, other]);
  assert.equal(refuse.checked, true);
  assert.equal(other.checked, false);
});

test("a place that was picked is offered again", () => {
  const corrections = new Corrections();
  const picked = field("4号楼102", "item-0-place", "unit:x", { checked: true, dataset: { label: "4号楼 1单元" } });
  corrections.note(picked);
  const there = field("4号楼102", "item-0-place", "building:y", { checked: true });
  const made = field("4号楼102", "item-0-place", "unit:x");
  const asked = [];
  corrections.apply([there], (beside, kept) => (asked.push([beside.name, kept]), made));
  assert.deepEqual(asked, [["item-0-place", { value: "unit:x", label: "4号楼 1单元" }]]);
  assert.equal(made.checked, true);
});

test("a day and a category are put back; a field outside all cards is nobody's", () => {
  const corrections = new Corrections();
  corrections.note(field("入户", "promise-0-due", "2026-03-05", { type: "date" }));
  corrections.note(field(null, "text", "3号楼", { type: "textarea" }));
  const day = field("入户", "promise-0-due", "2026-03-02", { type: "date" });
  corrections.apply([day]);
  assert.equal(day.value, "2026-03-05");
  assert.equal(corrections.kept.size, 1);
});
