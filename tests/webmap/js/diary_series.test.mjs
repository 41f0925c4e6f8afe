// A pasted series is gone through line by line, survives a closed page, and loses no line unsent.

import assert from "node:assert/strict";
import test from "node:test";

import { copied } from "../../../webmap/static/js/diary/copying.js";
import { Series } from "../../../webmap/static/js/diary/series.js";
import { storage } from "./storage.mjs";

function started(place) {
  let keys = 0;
  const series = new Series(place, "leader");
  series.start([{ text: "一", repeats: 2 }, { text: "二", repeats: 1 }], () => `k${(keys += 1)}`);
  return series;
}

test("a line goes when it has arrived, not when it was only sent", () => {
  const place = storage();
  const series = started(place);
  series.leave("other");
  series.arrived();
  assert.equal(series.head.text, "一");
  series.leave("k1");
  const opened = new Series(place, "leader");
  opened.arrived();
  opened.arrived();
  assert.deepEqual([opened.head.text, opened.at, opened.total], ["二", 2, 2]);
});

test("skipping the last line, or stopping, leaves nothing behind", () => {
  const place = storage();
  const series = started(place);
  series.skip();
  series.skip();
  assert.equal(series.head, null);
  assert.equal(place.kept.size, 0);
  started(place).stop();
  assert.equal(new Series(place, "leader").head, null);
});

test("a storage that is damaged or closed starts no series", () => {
  const closed = { getItem: () => "{", setItem() { throw new Error("full"); } };
  const series = started(closed);
  assert.equal(series.head.text, "一");
  assert.equal(new Series(closed, "leader").head, null);
});

test("what cannot be copied is selected", async () => {
  let selected = 0;
  const taken = [];
  const select = () => { selected += 1; };
  assert.equal(await copied("词", { clipboard: { writeText: async (text) => { taken.push(text); } }, select }), true);
  assert.equal(await copied("词", { clipboard: undefined, select }), false);
  assert.deepEqual([taken, selected], [["词"], 1]);
});
