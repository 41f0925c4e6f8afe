// Reads while somebody types: after a pause, and only the last text counts.

export const PAUSE_MS = 400;

export class LiveReading {
  // `read(text, signal)` asks the service; `show(answer)`, `wait()` and `fail(error)` tell the page,
  // and `clear()` does that there is nothing to read.
  constructor({ read, show, wait, fail, clear, timers = globalThis }) {
    Object.assign(this, { read, show, wait, fail, clear, timers });
    this.timer = null;
    this.running = null;
  }

  typed(text, pause = PAUSE_MS) {
    this.stop();
    if (text.trim() === "") {
      this.clear();
      return;
    }
    this.wait();
    this.timer = this.timers.setTimeout(() => this.ask(text), pause);
  }

  stop() {
    this.timers.clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
  }

  async ask(text) {
    const running = new AbortController();
    this.running = running;
    try {
      const answer = await this.read(text, running.signal);
      if (this.running === running) this.show(answer);
    } catch (error) {
      if (error.name !== "AbortError" && this.running === running) this.fail(error);
    }
  }
}
