// What is asked for early is the answer to the click that follows, and stands in nobody's way.

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { getElementById: () => ({ textContent: "{}" }) };
const { latest } = await import("../../../webmap/static/js/map/fetching.js");

function service() {
  const asked = [];
  globalThis.fetch = (url, { signal }) => {
    asked.push({ url, signal });
    return Promise.resolve({ ok: true, json: async () => ({ url }) });
  };
  return asked;
}

test("the click takes the answer that the press asked for", async () => {
  const asked = service();
  const ask = latest();
  ask.early("/a");
  assert.deepEqual(await ask("/a"), { url: "/a" });
  assert.equal(asked.length, 1);
  await ask("/a");
  assert.equal(asked.length, 2);
});

test("a press calls off no question, another click calls off the press", async () => {
  const asked = service();
  const ask = latest();
  const first = ask("/a");
  ask.early("/b");
  assert.ok(!asked[0].signal.aborted);
  assert.deepEqual(await first, { url: "/a" });
  await ask("/c");
  assert.ok(asked[0].signal.aborted && asked[1].signal.aborted && !asked[2].signal.aborted);
});
