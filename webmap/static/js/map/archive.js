// Reads the archive of vector tiles: a small one whole, a large one in ranges. Ranges that are asked
// for in one go and lie near each other are fetched as one: a phone waits once, not a dozen times.

import { AnswerError } from "./fetching.js";
import { word } from "./words.js";

const WHOLE_BYTES = 128_000;
const GAP_BYTES = 8_000;

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

// The source that PMTiles reads from; `onGone` is called when the service no longer holds the archive.
export class Archive {
  constructor({ url, bytes, head }, { onGone }) {
    Object.assign(this, { url, bytes, head, onGone, waiting: [], whole: null });
  }

  getKey() {
    return this.url;
  }

  async getBytes(offset, length) {
    if (this.bytes <= WHOLE_BYTES) {
      this.whole ??= this.fetched();
      const data = await this.whole.catch((error) => {
        this.whole = null;
        throw error;
      });
      return { data: data.slice(offset, offset + length) };
    }
    // the reader asks for 16 kB at first; header and directory are shorter
    const wanted = offset === 0 ? this.head : length;
    return new Promise((resolve, reject) => {
      this.waiting.push({ offset, length: wanted, resolve, reject });
      if (this.waiting.length === 1) setTimeout(() => this.fetchWaiting(), 0);
    });
  }

  fetchWaiting() {
    const waiting = this.waiting.splice(0);
    for (const [from, to] of joined(waiting.map(({ offset, length }) => [offset, length]))) {
      const inside = waiting.filter(({ offset }) => offset >= from && offset < to);
      this.fetched(from, to).then(
        (data) => inside.forEach(({ offset, length, resolve }) => resolve({ data: data.slice(offset - from, offset - from + length) })),
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
    if (answer.status === 401) location.reload();
    if (answer.status === 404) this.onGone();
    if (!answer.ok) throw new AnswerError(word("failed"), answer.status);
    const data = await answer.arrayBuffer();
    // whoever stands between may send the whole file
    return from !== null && answer.status === 200 ? data.slice(from, to) : data;
  }
}
