// Photos of the diary: what a camera wrote is found, sizes fit, and nothing is lost without a shelf.

import assert from "node:assert/strict";
import { test } from "node:test";

import { exifBlock } from "../../../webmap/static/js/diary/exif.js";
import { addPhotos, PhotoShelf } from "../../../webmap/static/js/diary/photo_shelf.js";
import { fitted } from "../../../webmap/static/js/diary/shrinking.js";

const ascii = (text) => [...text].map((sign) => sign.charCodeAt(0));
const segment = (kind, bytes) => [0xff, kind, (bytes.length + 2) >> 8, (bytes.length + 2) & 255, ...bytes];

test("the block of the camera is found behind other segments", () => {
  const exif = [...ascii("Exif\0\0"), 77, 77, 0, 42];
  const jpeg = [0xff, 0xd8, ...segment(0xe0, ascii("JFIF\0")), ...segment(0xe1, ascii("http://ns")),
    ...segment(0xe1, exif), ...segment(0xda, [1, 2])];
  assert.deepEqual([...exifBlock(new Uint8Array(jpeg))], exif);
});

test("what is no picture, or is cut off, has none", () => {
  for (const bytes of [[], [0xff, 0xd8], ascii("GIF89a, no JPEG"), [0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1],
    [0xff, 0xd8, ...segment(0xda, ascii("Exif\0\0"))], [0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0]]) {
    assert.equal(exifBlock(new Uint8Array(bytes)), null);
  }
});

test("a picture is fitted and never made larger", () => {
  assert.deepEqual(fitted(4000, 3000), [1600, 1200]);
  assert.deepEqual(fitted(3000, 4000), [1200, 1600]);
  assert.deepEqual(fitted(640, 480), [640, 480]);
  assert.deepEqual(fitted(100000, 1), [1600, 1]);
});

test("without a shelf photos last as long as the page, each under its key", async () => {
  const shelf = new PhotoShelf("li", null);
  await shelf.keep("a", [{ blob: new Blob(["x"]), exif: null }]);
  assert.equal((await shelf.of("a")).length, 1);
  assert.deepEqual(await shelf.of("b"), []);
  await shelf.keepOnly(["a"]);
  await shelf.keep("a", []);
  assert.deepEqual(await shelf.of("a"), []);
});

test("what the camera wrote goes beside each picture, empty where there was none", () => {
  const form = addPhotos(new FormData(), [
    { blob: new Blob(["one"]), exif: new Uint8Array([1, 2, 3]) }, { blob: new Blob(["two"]), exif: null }]);
  assert.deepEqual(form.getAll("exif").map((one) => one.size), [3, 0]);
  assert.deepEqual(form.getAll("photos").map((one) => one.name), ["1.jpg", "2.jpg"]);
});
