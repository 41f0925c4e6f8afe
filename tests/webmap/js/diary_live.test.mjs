// A live reading waits for a pause, and only the last text counts.

import assert from "node:assert/strict";
import test from "node:test";

import { LiveReading } from "../../../webmap/static/js/diary/live.js";

function timers() {
  const waiting = new Map();
  let last = 0;
  return {
    setTimeout: (act) => (waiting.set(++last, act), last),
    clearTimeout: (id) => waiting.delete(id),
    run: () => Promise.all([...waiting].map(([id, act]) => (waiting.delete(id), act()))),
  };
}

function page(read, clock) {
  const told = [];
  const live = new LiveReading({
    read,
    show: (answer) => told.push(["show", answer]),
    wait: () => told.push(["wait"]),
    fail: (error) => told.push(["fail", error.message]),
    clear: () => told.push(["clear"]),
    timers: clock,
  });
  return { live, told };
}

test("while somebody types nothing is asked; after the pause the last text is", async () => {
  const clock = timers();
  const asked = [];
  const { live, told } = page(async (text) => (asked.push(text), text.length), clock);
  live.typed("3");
  live.typed("3号");
  live.typed("3号楼");
  assert.deepEqual(asked, []);
  await clock.run();
  assert.deepEqual(asked, ["3号楼"]);
  assert.deepEqual(told.at(-1), ["show", 3]);
});

test("an answer that comes late is not shown over a newer text", async () => {
  const clock = timers();
  const answers = [];
  const { live, told } = page((_, signal) => new Promise((done) => answers.push({ done, signal })), clock);
  live.typed("old");
  const first = clock.run();
  live.typed("new");
  assert.equal(answers[0].signal.aborted, true);
  const second = clock.run();
  answers[1].done("new answer");
  answers[0].done("old answer");
  await Promise.all([first, second]);
  assert.deepEqual(told.filter(([kind]) => kind === "show"), [["show", "new answer"]]);
});

test("what goes wrong is told in one sentence; a reading called off is not", async () => {
  const clock = timers();
  const faults = [Object.assign(new Error("off"), { name: "AbortError" }), new Error("no signal")];
  const { live, told } = page(async () => { throw faults.shift(); }, clock);
  live.typed("a");
  await clock.run();
  live.typed("b");
  await clock.run();
  assert.deepEqual(told.filter(([kind]) => kind === "fail"), [["fail", "no signal"]]);
});

test("where nothing is written nothing is asked and nobody waits", async () => {
  const clock = timers();
  const asked = [];
  const { live, told } = page(async (text) => asked.push(text), clock);
  live.typed("3");
  live.typed(" \n");
  await clock.run();
  assert.deepEqual(asked, []);
  assert.deepEqual(told, [["wait"], ["clear"]]);
});
