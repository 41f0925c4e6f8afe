// Reads the archive of vector tiles (PMTiles 3): a small one whole, a large one in ranges. Ranges that are
// asked for in one go and lie near each other are fetched as one: a phone waits once, not a dozen times.

import { AnswerError } from "./fetching.js";
import { word } from "./words.js";

const WHOLE_BYTES = 128_000;
const GAP_BYTES = 8_000;
const HEADER = { root: 8, rootLength: 16, leaves: 40 };
const ROOT = 0;
const FIRST_TILE_OF_ZOOM = (z) => (4 ** z - 1) / 3;

// What is asked of the server for the wanted [offset, length] pieces: the fewest ranges [from, to).
export function joined(pieces, gap = GAP_BYTES) {
  const ranges = [];
  for (const [offset, length] of [...pieces].sort((a, b) => a[0] - b[0])) {
    const last = ranges.at(-1);
    if (last && offset - last[1] <= gap) last[1] = Math.max(last[1], offset + length);
    else ranges.push([offset, offset + length]);
  }
  return ranges;
}

// The number of a tile: those of lower zooms come first, those of one zoom along a Hilbert curve.
export function tileNumber(z, x, y) {
  let number = FIRST_TILE_OF_ZOOM(z);
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const right = (x & side) > 0 ? 1 : 0;
    const below = (y & side) > 0 ? 1 : 0;
    number += side * side * ((3 * right) ^ below);
    if (below) continue;
    [x, y] = right ? [side - 1 - (y & (side - 1)), side - 1 - (x & (side - 1))] : [y, x];
  }
  return number;
}

// A directory as columns: tile `numbers[i]` and the `runs[i] - 1` next ones are the `lengths[i]` bytes from
// `offsets[i]` on; a run of 0 is a directory of its own.
export function directory(bytes) {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
  };
  const column = (count) => Array.from({ length: count }, number);
  const count = number();
  let last = 0;
  const numbers = column(count).map((step) => (last += step));
  const [runs, lengths] = [column(count), column(count)];
  const offsets = [];
  for (const told of column(count)) offsets.push(told ? told - 1 : offsets.at(-1) + lengths[offsets.length - 1]);
  return { numbers, runs, lengths, offsets };
}

// Which entry of a directory holds a tile, or -1.
export function entryOf({ numbers, runs }, wanted) {
  let [low, high] = [0, numbers.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] > wanted) high = middle - 1;
    else low = middle + 1;
  }
  return high >= 0 && (runs[high] === 0 || wanted < numbers[high] + runs[high]) ? high : -1;
}

async function unpacked(bytes) {
  if (!globalThis.DecompressionStream) throw new AnswerError(word("old_browser"), 0);
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  // what is wrong with the bytes is told by the reading side
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  return new Uint8Array(await new Response(stream.readable).arrayBuffer());
}

// `head` is how many bytes stand before the first tile. Where the page brought the first directory, it is
// there unpacked in base 64 as `directory`. `onGone` is called when the service no longer holds the archive, or no longer knows the reader.
export class Archive {
  constructor({ url, bytes, head, directory: brought }, { onGone }) {
    Object.assign(this, { url, bytes, head, onGone, waiting: [], whole: null, start: null, directories: new Map() });
    if (brought) this.directories.set(ROOT, directory(Uint8Array.from(atob(brought), (letter) => letter.charCodeAt(0))));
  }

  // Promises the bytes of a tile, unpacked; none where nothing stands.
  async tile(z, x, y) {
    const wanted = tileNumber(z, x, y);
    let listed = this.directories.get(ROOT) ?? (await this.listed(ROOT, (told) => [told(HEADER.root), told(HEADER.rootLength)]));
    for (;;) {
      const at = entryOf(listed, wanted);
      if (at < 0) return new Uint8Array();
      const [offset, length] = [listed.offsets[at], listed.lengths[at]];
      if (listed.runs[at]) return unpacked(await this.get(this.head + offset, length));
      listed = await this.listed(offset + 1, (told) => [told(HEADER.leaves) + offset, length]);
    }
  }

  // A directory out of the head of the archive; `place` tells where it lies from what the header tells.
  async listed(key, place) {
    if (!this.directories.has(key)) {
      const head = await this.headBytes();
      const header = new DataView(head.buffer);
      const [offset, length] = place((at) => Number(header.getBigUint64(at, true)));
      this.directories.set(key, directory(await unpacked(head.subarray(offset, offset + length))));
    }
    return this.directories.get(key);
  }

  headBytes() {
    this.start ??= this.get(0, this.head).catch((error) => {
      this.start = null;
      throw error;
    });
    return this.start;
  }

  async get(offset, length) {
    if (this.bytes <= WHOLE_BYTES) {
      this.whole ??= this.fetched();
      const data = await this.whole.catch((error) => {
        this.whole = null;
        throw error;
      });
      return data.slice(offset, offset + length);
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ offset, length, resolve, reject });
      if (this.waiting.length === 1) Promise.resolve().then(() => this.fetchWaiting());
    });
  }

  fetchWaiting() {
    const waiting = this.waiting.splice(0);
    for (const [from, to] of joined(waiting.map(({ offset, length }) => [offset, length]))) {
      const inside = waiting.filter(({ offset }) => offset >= from && offset < to);
      this.fetched(from, to).then(
        (data) => inside.forEach(({ offset, length, resolve }) => resolve(data.slice(offset - from, offset - from + length))),
        (error) => inside.forEach(({ reject }) => reject(error)),
      );
    }
  }

  async fetched(from = null, to = null) {
    let answer;
    try {
      answer = await fetch(this.url, from === null ? {} : { headers: { Range: `bytes=${from}-${to - 1}` } });
    } catch {
      throw new AnswerError(word("offline"), 0);
    }
    if (answer.status === 401 || answer.status === 404) this.onGone();
    if (!answer.ok) throw new AnswerError(word("failed"), answer.status);
    const data = new Uint8Array(await answer.arrayBuffer());
    // whoever stands between may send the whole file
    return from !== null && answer.status === 200 ? data.slice(from, to) : data;
  }
}
