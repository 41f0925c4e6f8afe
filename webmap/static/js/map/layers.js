// What colours the buildings: needs, or a layer of its own that is fetched once and kept.

import { element } from "./element.js";
import { latest } from "./fetching.js";
import { filled, word } from "./words.js";

export class Layers {
  constructor(box, choices, { onChange }) {
    Object.assign(this, { choices, chosen: "", kept: new Map(), ask: latest() });
    box.hidden = !choices.length;
    this.inputs = choices.map(({ id }) => element("input", { type: "radio", name: "layer", value: id, onchange: () => onChange(id) }));
    box.append(...choices.map(({ label }, at) => element("label", {}, this.inputs[at], element("span", {}, label))));
  }

  // Takes the layer of an address; one that this reader is not offered is the map of needs.
  choose(id) {
    this.chosen = this.choices.some((one) => one.id === id) ? id : "";
    for (const input of this.inputs) input.checked = input.value === this.chosen;
  }

  get words() {
    return this.chosen ? this.choices.find(({ id }) => id === this.chosen) : null;
  }

  // The chosen layer over the buildings of a roster.
  async found(config, roster, compound) {
    const key = `${this.chosen}|${compound ?? ""}|${roster}`;
    if (!this.kept.has(key)) {
      const query = new URLSearchParams(compound ? { compound } : {});
      this.kept.set(key, await this.ask(`${config.layers.replace("ID", this.chosen)}?${query}`));
    }
    return this.kept.get(key);
  }

  forget() {
    this.kept.clear();
  }

  // Tells the panel what the layer says.
  tell($, found) {
    const { title, unit, note } = this.words;
    $("legend-title").textContent = title;
    $("figure").textContent = found.totals.buildings;
    $("figure-unit").textContent = unit;
    $("figure-note").textContent = filled(note, { n: found.totals.sum });
    $("as-of").textContent = word("as_of", { day: found.today });
  }
}
