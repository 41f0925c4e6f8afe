// Ticks wait in order, once each, until the service has answered; without signal they stay.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clockNow, knownPosition } from "../../../webmap/static/js/rounds/whereabouts.js";
import { Queue, freshKey } from "../../../webmap/static/js/today/queue.js";

class Signal extends Error {
  constructor(status) {
    super(`status ${status}`);
    this.status = status;
  }
}

function queueOf(answers = {}) {
  const sent = [];
  const told = [];
  const refused = [];
  const queue = new Queue({
    send: async (write) => {
      sent.push(write.key);
      const status = answers[write.key]?.shift();
      if (status !== undefined) throw new Signal(status);
    },
    tell: (waiting) => told.push(waiting),
    refuse: (write, error) => refused.push([write.key, error.status]),
  });
  return { queue, sent, told, refused };
}

test("writes go out in the order of the taps, each once", async () => {
  const { queue, sent } = queueOf();
  await Promise.all([queue.push({ key: "a" }), queue.push({ key: "b" }), queue.push({ key: "a" })]);
  assert.deepEqual(sent, ["a", "b"]);
  assert.equal(queue.length, 0);
});

test("without signal everything waits, then goes out in order", async () => {
  const { queue, sent, told } = queueOf({ a: [0, 0] });
  assert.equal(await queue.push({ key: "a" }), false);
  assert.equal(await queue.push({ key: "b" }), false);
  assert.deepEqual(told, [1, 2]);
  assert.equal(await queue.flush(), true);
  assert.deepEqual(sent, ["a", "a", "a", "b"]);
  assert.equal(told.at(-1), 0);
});

test("a refused write is told and holds nothing up", async () => {
  const { queue, sent, refused } = queueOf({ a: [400] });
  assert.equal(await queue.push({ key: "a" }), true);
  await queue.push({ key: "b" });
  assert.deepEqual(sent, ["a", "b"]);
  assert.deepEqual(refused, [["a", 400]]);
});

test("what waits is withdrawn unheard; what is on its way is not", async () => {
  const { queue, sent } = queueOf({ a: [0] });
  await queue.push({ key: "a" });
  assert.equal(queue.withdraw("a"), true);
  assert.equal(queue.withdraw("a"), false);
  const going = queue.push({ key: "b" });
  assert.equal(queue.withdraw("b"), false);
  await going;
  assert.deepEqual(sent, ["a", "b"]);
});

test("keys are all different", () => {
  assert.equal(new Set(Array.from({ length: 1000 }, () => freshKey())).size, 1000);
  assert.match(freshKey(), /^[0-9a-f]{24}$/);
});

test("the clock is written as the service reads it", () => {
  assert.equal(clockNow(new Date(2026, 0, 2, 9, 5)), "09:05");
});

test("nobody is asked for a position on the way; a rough one is not used", async () => {
  const at = (accuracy) => ({ getCurrentPosition: (ok) => ok({ coords: { longitude: 123.4, latitude: 41.8, accuracy } }) });
  const permissions = (state) => ({ query: async () => ({ state }) });
  assert.equal(await knownPosition({ permissions: permissions("prompt"), geolocation: at(5) }), null);
  assert.equal(await knownPosition({ permissions: permissions("granted"), geolocation: at(500) }), null);
  assert.equal(await knownPosition({ permissions: permissions("granted"), geolocation: at(5) }), "123.400000,41.800000");
});

test("what the service answered is told with its write", async () => {
  const heard = [];
  const queue = new Queue({ send: async ({ key }) => ({ draft: `/diary/${key}` }), done: (write, answer) => heard.push([write.unit, answer.draft]) });
  await queue.push({ key: "a", unit: "u1" });
  assert.deepEqual(heard, [["u1", "/diary/a"]]);
});
