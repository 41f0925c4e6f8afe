// Reads a vector tile (Mapbox Vector Tile 2.1) into flat numbers. A layer is read when it is first
// asked for, and what is known of a shape when somebody asks for it.

import { Shapes } from "./shapes.js";

const UTF8 = new TextDecoder();
const LATIN = new TextDecoder("latin1");
const TEXT = 0x0a; // the first byte of a value that is a text
const MOVE = 1;
const CLOSE = 7;

export class VectorTile {
  // `bytes` is the unpacked tile.
  constructor(bytes) {
    this.layers = new Map();
    const reader = new Reader(bytes);
    while (reader.next()) {
      if (reader.field !== 3) {
        reader.skip();
        continue;
      }
      const [from, to] = reader.range();
      this.layers.set(nameOf(bytes, from, to), { bytes, from, to });
    }
  }

  // The shapes of a layer, in parts of a tile (`extent` of them are its width), or null.
  get(name) {
    const found = this.layers.get(name);
    if (!found) return null;
    if (!(found instanceof Shapes)) this.layers.set(name, read(found));
    return this.layers.get(name);
  }
}

class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    Object.assign(this, { bytes, at, end, field: 0, type: 0 });
  }

  next() {
    if (this.at >= this.end) return false;
    const tag = this.number();
    this.field = tag >> 3;
    this.type = tag & 7;
    return true;
  }

  // A whole number of at most 53 bits.
  number() {
    const { bytes } = this;
    let byte = bytes[this.at++];
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[this.at++];
      value = shift < 28 ? value | ((byte & 127) << shift) : (value >>> 0) + (byte & 127) * 2 ** shift;
    }
    return value;
  }

  range() {
    const length = this.number();
    const from = this.at;
    this.at += length;
    return [from, this.at];
  }

  skip() {
    if (this.type === 0) this.number();
    else if (this.type === 1) this.at += 8;
    else if (this.type === 2) this.range();
    else this.at += 4;
  }
}

function nameOf(bytes, from, to) {
  const reader = new Reader(bytes, from, to);
  while (reader.next()) {
    if (reader.field === 1) return UTF8.decode(bytes.subarray(...reader.range()));
    reader.skip();
  }
  return "";
}

function read({ bytes, from, to }) {
  const reader = new Reader(bytes, from, to);
  const features = [];
  const keys = [];
  const values = [];
  let extent = 4096;
  while (reader.next()) {
    if (reader.field === 2) features.push(...reader.range());
    else if (reader.field === 3) keys.push(UTF8.decode(bytes.subarray(...reader.range())));
    else if (reader.field === 4) values.push(reader.range()[0]);
    else if (reader.field === 5) extent = reader.number();
    else reader.skip();
  }
  const text = LATIN.decode(bytes.subarray(from, to));
  const known = [];
  const valueAt = (at) => (known[at] ??= valueOf(bytes, values[at], text, from));
  const told = new Reader(bytes);
  const { tags, ...shapes } = geometries(bytes, features);
  return Object.assign(new Shapes({ ...shapes, told: (at) => propsOf(told, tags[2 * at], tags[2 * at + 1], keys, valueAt) }), { extent });
}

// The geometries of features whose bytes lie in the ranges of `features`, [from, to) in turn.
function geometries(bytes, features) {
  const count = features.length / 2;
  const tags = new Uint32Array(2 * count);
  const points = new Int16Array(features.reduce((sum, at, which) => sum + (which % 2 ? at : -at), 0));
  const lines = [0];
  const firsts = new Uint32Array(count + 1);
  const boxes = new Int16Array(4 * count);
  const reader = new Reader(bytes);
  let next = 0;
  for (let at = 0; at < count; at += 1) {
    reader.at = features[2 * at];
    reader.end = features[2 * at + 1];
    let from = 0;
    let to = 0;
    while (reader.next()) {
      if (reader.field === 2) tags.set(reader.range(), 2 * at);
      else if (reader.field === 4) [from, to] = reader.range();
      else reader.skip();
    }
    const begun = next;
    next = drawn(reader, from, to, points, next, lines);
    firsts[at + 1] = lines.length - 1;
    boxed(points, begun, next, boxes, 4 * at);
  }
  return { tags, points: points.slice(0, next), lines: Uint32Array.from(lines), firsts, boxes };
}

// Writes the points of one geometry from `next` on and the ends of its lines; returns where it ends.
function drawn(reader, from, to, points, next, lines) {
  reader.at = from;
  let start = next;
  let x = 0;
  let y = 0;
  while (reader.at < to) {
    const told = reader.number();
    const command = told & 7;
    if (command === CLOSE) {
      points[next] = points[start];
      points[next + 1] = points[start + 1];
      next += 2;
      continue;
    }
    for (let left = told >> 3; left > 0; left -= 1) {
      if (command === MOVE) {
        if (next > start) lines.push(next / 2);
        start = next;
      }
      const across = reader.number();
      const down = reader.number();
      x += (across >> 1) ^ -(across & 1);
      y += (down >> 1) ^ -(down & 1);
      points[next] = x;
      points[next + 1] = y;
      next += 2;
    }
  }
  if (next > start) lines.push(next / 2);
  return next;
}

function boxed(points, from, to, boxes, box) {
  let minX = 32767;
  let minY = 32767;
  let maxX = -32768;
  let maxY = -32768;
  for (let at = from; at < to; at += 2) {
    const x = points[at];
    const y = points[at + 1];
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  boxes[box] = minX;
  boxes[box + 1] = minY;
  boxes[box + 2] = maxX;
  boxes[box + 3] = maxY;
}

function propsOf(reader, from, to, keys, valueAt) {
  reader.at = from;
  const props = {};
  while (reader.at < to) {
    const key = keys[reader.number()];
    props[key] = valueAt(reader.number());
  }
  return props;
}

// Latin texts are parts of the layer's text: fifteen thousand keys are read in a moment.
function valueOf(bytes, at, text, start) {
  if (bytes[at] === TEXT && bytes[at + 1] < 128) return textOf(bytes, at + 2, at + 2 + bytes[at + 1], text, start);
  const reader = new Reader(bytes, at);
  reader.next();
  const view = () => new DataView(bytes.buffer, bytes.byteOffset + reader.at);
  if (reader.field === 1) return textOf(bytes, ...reader.range(), text, start);
  if (reader.field === 2) return view().getFloat32(0, true);
  if (reader.field === 3) return view().getFloat64(0, true);
  if (reader.field === 6) {
    const told = reader.number();
    return told % 2 ? -(told + 1) / 2 : told / 2;
  }
  const told = reader.number();
  return reader.field === 7 ? Boolean(told) : told;
}

function textOf(bytes, from, to, text, start) {
  for (let here = from; here < to; here += 1) if (bytes[here] > 127) return UTF8.decode(bytes.subarray(from, to));
  return text.slice(from - start, to - start);
}
