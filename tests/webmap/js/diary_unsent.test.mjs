// What is written without signal is kept as written and sent once.

import assert from "node:assert/strict";
import test from "node:test";

import { Unsent, storedShelf } from "../../../webmap/static/js/diary/unsent.js";
import { storage } from "./storage.mjs";

const write = (key, text) => ({ key, url: "/api/diary/entries", fields: { key, text } });
const fault = (status, message = "") => Object.assign(new Error(message), { status });

test("without signal a sentence outlives the page and is sent once when the net returns", async () => {
  const place = storage();
  const dark = new Unsent({ storage: place, writer: "leader", send: async () => { throw fault(0); } });
  assert.equal(dark.keep(write("a", "3号楼漏水")), true);
  await dark.flush();
  const sent = [];
  const opened = new Unsent({
    storage: place,
    writer: "leader",
    send: async ({ key }) => { sent.push(key); return { href: `/diary/${sent.length}` }; },
  });
  assert.deepEqual(opened.waiting.map(({ fields }) => fields.text), ["3号楼漏水"]);
  await Promise.all([opened.flush(), opened.flush()]);
  assert.deepEqual(sent, ["a"]);
  assert.deepEqual(opened.arrived.map(({ href }) => href), ["/diary/1"]);
  assert.equal(place.kept.size, 0);
});

test("a refused sentence comes back to its writer and holds nothing up", async () => {
  const place = storage();
  const sent = [];
  const unsent = new Unsent({
    storage: place,
    writer: "leader",
    send: async ({ key }) => {
      sent.push(key);
      if (key === "a") throw fault(400, "太长");
      return { href: "/diary/2" };
    },
  });
  unsent.keep(write("a", "长"));
  unsent.keep(write("b", "短"));
  await unsent.flush();
  assert.deepEqual(sent, ["a", "b"]);
  assert.deepEqual(unsent.refused.read().map(({ message }) => message), ["太长"]);
  assert.equal(unsent.takeBack("a").text, "长");
  assert.equal(unsent.takeBack("a"), null);
  assert.equal(place.kept.size, 0);
});

test("a blank keeps nothing; another writer sees nothing", async () => {
  const place = storage();
  const send = async () => { throw fault(0); };
  const unsent = new Unsent({ storage: place, writer: "leader", send });
  assert.equal(unsent.keep(write("a", " \n")), false);
  unsent.keep(write("b", "漏水"));
  await unsent.flush();
  assert.deepEqual(new Unsent({ storage: place, writer: "second", send }).waiting, []);
});

test("a damaged or closed storage loses nothing of the page", async () => {
  const closed = { getItem: () => '[1, {"fields": {}}]', setItem() { throw new Error("full"); } };
  const shelf = storedShelf(closed, "diary-unsent:leader");
  assert.deepEqual(shelf.read(), []);
  shelf.write([write("a", "漏水")]);
  assert.deepEqual(shelf.read().map(({ key }) => key), ["a"]);
  assert.deepEqual(storedShelf({ getItem: () => "{" }, "x").read(), []);
});
