// The one way by which a page writes: ticks, undos, put-offs, in the order in which they were
// tapped, each until the service has answered. Nothing here knows the page or the network, so that
// the shelf may later be one that survives without signal.

export class Queue {
  // send(write) resolves, or rejects with an error whose status is 0 when there is no signal.
  // tell(waiting) hears how many writes wait for signal; refuse(write, error) which were refused,
  // done(write, answer) what the service answered.
  constructor({ send, tell = () => {}, refuse = () => {}, done = () => {}, shelf = memoryShelf() }) {
    Object.assign(this, { send, tell, refuse, done, shelf, running: null });
  }

  // A write is { key, url, fields }; the same key waits once.
  push(write) {
    const waiting = this.shelf.read();
    if (!waiting.some(({ key }) => key === write.key)) this.shelf.write([...waiting, write]);
    return this.flush();
  }

  // Take back a write that has not been sent: true when the service will never hear of it.
  withdraw(key) {
    const waiting = this.shelf.read();
    const at = waiting.findIndex((write) => write.key === key);
    if (at < 0 || (at === 0 && this.running)) return false;
    this.shelf.write(waiting.filter((write) => write.key !== key));
    this.tell(this.stuck ? this.shelf.read().length : 0);
    return true;
  }

  get length() {
    return this.shelf.read().length;
  }

  // Send what waits; resolves true when nothing is left, false when there is no signal.
  flush() {
    this.running ??= this.drain().finally(() => { this.running = null; });
    return this.running;
  }

  async drain() {
    for (let [write] = this.shelf.read(); write; [write] = this.shelf.read()) {
      try {
        this.done(write, await this.send(write));
      } catch (error) {
        if (!("status" in error)) throw error;
        if (error.status === 0) {
          this.stuck = true;
          this.tell(this.length);
          return false;
        }
        this.refuse(write, error);
      }
      this.shelf.write(this.shelf.read().filter(({ key }) => key !== write.key));
    }
    this.stuck = false;
    this.tell(0);
    return true;
  }
}

export function memoryShelf() {
  let kept = [];
  return { read: () => kept, write: (writes) => { kept = writes; } };
}

// A key that no other tick has; the service counts a visit once for each.
export function freshKey(random = crypto) {
  return [...random.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
