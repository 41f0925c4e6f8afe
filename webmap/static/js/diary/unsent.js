// Sentences written without signal stay on this phone as they are (not yet read, 待识别). Each is
// sent once with its own key when the net returns; what the service refuses comes back to its writer.

import { Queue } from "../today/queue.js";

const name = (kind, writer) => `diary-${kind}:${writer}`;

export function storedShelf(storage, place) {
  let kept = parsed(storage, place);
  return {
    read: () => kept,
    write: (writes) => {
      kept = writes;
      try {
        if (writes.length === 0) storage.removeItem(place);
        else storage.setItem(place, JSON.stringify(writes));
      } catch {
        // storage is full or closed to us: the sentences wait in this page
      }
    },
  };
}

function parsed(storage, place) {
  try {
    const kept = JSON.parse(storage.getItem(place) ?? "[]");
    return Array.isArray(kept) ? kept.filter((write) => typeof write?.fields?.text === "string") : [];
  } catch {
    return [];
  }
}

export class Unsent {
  // `send(write)` resolves to { href }; `show(unsent)` redraws after every change.
  constructor({ storage, writer, send, show = () => {} }) {
    this.refused = storedShelf(storage, name("refused", writer));
    this.arrived = [];
    this.show = () => show(this);
    this.queue = new Queue({
      shelf: storedShelf(storage, name("unsent", writer)),
      send: async (write) => {
        const { href } = await send(write);
        this.arrived.push({ ...write, href });
      },
      tell: this.show,
      refuse: (write, { message }) => this.refused.write([...this.refused.read(), { ...write, message }]),
    });
  }

  get waiting() {
    return this.queue.shelf.read();
  }

  get keys() {
    return [...this.waiting, ...this.refused.read()].map(({ key }) => key);
  }

  // Keeps one sentence as it was written; false when there is nothing to keep.
  keep(write) {
    if (write.fields.text.trim() === "") return false;
    this.queue.push(write);
    this.show();
    return true;
  }

  flush() {
    return this.waiting.length ? this.queue.flush() : Promise.resolve(true);
  }

  // Hands a refused sentence back to its writer.
  takeBack(key) {
    const found = this.refused.read().find((write) => write.key === key);
    this.refused.write(this.refused.read().filter((write) => write.key !== key));
    this.show();
    return found?.fields ?? null;
  }
}
