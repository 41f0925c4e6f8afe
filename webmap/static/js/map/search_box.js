// The search box: suggestions as one types, chosen by keyboard or touch.

import { element, icon } from "./element.js";
import { latest } from "./fetching.js";
import { word } from "./words.js";

const WAIT_MS = 140;

export class SearchBox {
  constructor(input, list, url, { onChoose }) {
    Object.assign(this, { input, list, url, onChoose, hits: [], at: -1 });
    this.ask = latest();
    input.addEventListener("input", () => this.soon());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("focus", () => this.hits.length && this.open(true));
    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".finder")) this.open(false);
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.look(), WAIT_MS);
  }

  async look() {
    const text = this.input.value.trim();
    if (!text) {
      this.show([]);
      return;
    }
    try {
      const { hits } = await this.ask(`${this.url}?${new URLSearchParams({ q: text })}`);
      this.show(hits, { told: hits.length ? null : word("nothing_found") });
    } catch (error) {
      if (error.name !== "AbortError") this.show([], { told: error.message });
    }
  }

  show(hits, { told = null } = {}) {
    this.hits = hits;
    this.at = hits.length ? 0 : -1;
    const rows = hits.map((hit, at) =>
      element(
        "li",
        { role: "option", id: `hit-${at}`, class: "hit", onclick: () => this.choose(at) },
        icon(hit.kind),
        element("span", { class: "hit-label" }, hit.label),
        element("span", { class: "hit-note" }, hit.note || word(`kind_${hit.kind}`)),
      ));
    this.list.replaceChildren(...rows, ...(told ? [element("li", { class: "hit-none", role: "option", "aria-disabled": "true" }, told)] : []));
    this.open(Boolean(rows.length || told));
    this.mark();
  }

  open(wanted) {
    this.list.hidden = !wanted || !this.list.children.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  mark() {
    this.list.querySelectorAll("[aria-selected]").forEach((row) => row.removeAttribute("aria-selected"));
    const row = this.list.children[this.at];
    if (this.at < 0 || !row) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  async key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && this.hits.length) {
      event.preventDefault();
      this.at = (this.at + steps[event.key] + this.hits.length) % this.hits.length;
      this.open(true);
      this.mark();
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      clearTimeout(this.waiting);
      await this.look();
      if (this.at >= 0) this.choose(this.at);
    } else if (event.key === "Escape") {
      this.open(false);
    }
  }

  choose(at) {
    const hit = this.hits[at];
    this.input.value = hit.label;
    this.open(false);
    this.input.blur();
    this.onChoose(hit);
  }
}
