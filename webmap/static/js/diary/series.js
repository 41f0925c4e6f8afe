// Lines pasted from a group chat, gone through one after another: each becomes an entry of its own.

const name = (writer) => `diary-series:${writer}`;

export class Series {
  // Takes up the series that `writer` left on this phone.
  constructor(storage, writer) {
    Object.assign(this, { storage, place: name(writer) });
    try {
      const { lines, total, leaving } = JSON.parse(storage.getItem(this.place)) ?? {};
      Object.assign(this, { lines: Array.isArray(lines) ? lines : [], total: total ?? 0, leaving });
    } catch {
      Object.assign(this, { lines: [], total: 0 });
    }
  }

  start(lines, freshKey) {
    this.lines = lines.map((line) => ({ ...line, key: freshKey() }));
    this.total = lines.length;
    this.leaving = undefined;
    this.keep();
  }

  get head() {
    return this.lines[0] ?? null;
  }

  get at() {
    return this.total - this.lines.length + 1;
  }

  // The head is on its way to the service under `key`; it goes when that has arrived.
  leave(key) {
    if (this.head?.key !== key) return;
    this.leaving = key;
    this.keep();
  }

  arrived() {
    if (this.head && this.head.key === this.leaving) this.skip();
  }

  skip() {
    this.lines = this.lines.slice(1);
    this.leaving = undefined;
    this.keep();
  }

  stop() {
    this.lines = [];
    this.keep();
  }

  keep() {
    const { lines, total, leaving } = this;
    try {
      if (lines.length === 0) this.storage.removeItem(this.place);
      else this.storage.setItem(this.place, JSON.stringify({ lines, total, leaving }));
    } catch {
      // storage is full or closed to us: the series lasts as long as this page
    }
  }
}
