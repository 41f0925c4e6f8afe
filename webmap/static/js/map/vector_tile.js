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
    if (reader.field === 2 || reader.field === 4) {
      const length = reader.number();
      if (reader.field === 2) features.push(reader.at, reader.at + length);
      else values.push(reader.at);
      reader.at += length;
    } else if (reader.field === 3) keys.push(UTF8.decode(bytes.subarray(...reader.range())));
    else if (reader.field === 5) extent = reader.number();
    else reader.skip();
  }
  const text = LATIN.decode(bytes.subarray(from, to));
  const known = [];
  const valueAt = (at) => (known[at] ??= valueOf(bytes, values[at], text, from));
  const told = new Reader(bytes);
  const { tags, ...shapes } = geometries(bytes, features);
  return Object.assign(new Shapes({
    ...shapes,
    told: (at) => propsOf(told, tags[2 * at], tags[2 * at + 1], keys, valueAt),
    keyed: (at) => keyOf(told, tags[2 * at], tags[2 * at + 1], keys, valueAt),
  }), { extent });
}

// The geometries of features whose bytes lie in the ranges of `features`, [from, to) in turn. All is one
// function without calls: a page reads a whole district with it before the browser has made it fast.
function geometries(bytes, features) {
  const count = features.length / 2;
  const tags = new Uint32Array(2 * count);
  const firsts = new Uint32Array(count + 1);
  const boxes = new Int16Array(4 * count);
  const lines = [0];
  let most = 0;
  for (let at = 0; at < count; at += 1) most += features[2 * at + 1] - features[2 * at];
  const points = new Int16Array(most);
  let next = 0;
  for (let which = 0; which < count; which += 1) {
    let at = features[2 * which];
    const end = features[2 * which + 1];
    let from = 0;
    let to = 0;
    while (at < end) {
      const tag = bytes[at++];
      const type = tag & 7;
      if (type === 2) {
        let byte = bytes[at++];
        let length = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = bytes[at++];
          length |= (byte & 127) << shift;
        }
        if (tag >> 3 === 2) {
          tags[2 * which] = at;
          tags[2 * which + 1] = at + length;
        } else if (tag >> 3 === 4) {
          from = at;
          to = at + length;
        }
        at += length;
      } else if (type === 0) {
        while (bytes[at++] > 127);
      } else at += type === 1 ? 8 : 4;
    }
    let start = next;
    let x = 0;
    let y = 0;
    let [minX, minY, maxX, maxY] = [32767, 32767, -32768, -32768];
    at = from;
    while (at < to) {
      let byte = bytes[at++];
      let told = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++];
        told |= (byte & 127) << shift;
      }
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
        byte = bytes[at++];
        told = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = bytes[at++];
          told |= (byte & 127) << shift;
        }
        x += (told >> 1) ^ -(told & 1);
        byte = bytes[at++];
        told = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = bytes[at++];
          told |= (byte & 127) << shift;
        }
        y += (told >> 1) ^ -(told & 1);
        points[next] = x;
        points[next + 1] = y;
        next += 2;
        if (x < minX) minX = x;
        if (x > maxX) maxX = x;
        if (y < minY) minY = y;
        if (y > maxY) maxY = y;
      }
    }
    if (next > start) lines.push(next / 2);
    firsts[which + 1] = lines.length - 1;
    boxes[4 * which] = minX;
    boxes[4 * which + 1] = minY;
    boxes[4 * which + 2] = maxX;
    boxes[4 * which + 3] = maxY;
  }
  return { tags, points: points.slice(0, next), lines: Uint32Array.from(lines), firsts, boxes };
}

// What a shape is called, without all else that is told of it.
function keyOf(reader, from, to, keys, valueAt) {
  reader.at = from;
  while (reader.at < to) {
    const key = keys[reader.number()];
    const value = reader.number();
    if (key === "id") return valueAt(value);
  }
  return undefined;
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
