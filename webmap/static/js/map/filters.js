// The filter panel: state, period, compound and category; every choice is told at once.

import { element } from "./element.js";
import { changed, presetOf, presets, swapped } from "./scene.js";
import { word } from "./words.js";

const LONGEST_LIST = 15;

// The name that a text means: itself, or the only one that holds it; null when none or several do.
export function nearestName(text, names) {
  const wanted = text.trim();
  if (!wanted || names.includes(wanted)) return wanted;
  const holding = names.filter((name) => name.includes(wanted));
  return holding.length === 1 ? holding[0] : null;
}

export class Filters {
  constructor(box, choices, { onChange, onPress }) {
    Object.assign(this, { box, choices, onChange, onPress, scene: {}, counts: null });
    this.opened = null;
    this.place = element("div", {});
    this.box.replaceChildren(this.statuses(), this.periods(), this.place, this.categories());
  }

  // Takes the compounds, which come after the page.
  offer(compounds) {
    this.choices = { ...this.choices, compounds };
    this.place.replaceChildren(...[this.compounds()].filter(Boolean));
    this.show(this.scene);
  }

  choose(change) {
    this.onChange(swapped(changed(this.scene, change)));
  }

  statuses() {
    this.statusInputs = this.choices.statuses.map(({ id, label }) =>
      [id, label, element("input", { type: "radio", name: "status", value: id, onchange: () => this.choose({ status: id === "open" ? "" : id }) })]);
    return element(
      "fieldset",
      { class: "segments" },
      element("legend", { class: "visually-hidden" }, word("status")),
      ...this.statusInputs.map(([, label, input]) => element("label", {}, input, element("span", {}, label))),
    );
  }

  periods() {
    const { today } = this.choices;
    this.presetButtons = Object.entries(presets(today)).map(([id, period]) =>
      element("button", { type: "button", class: "preset", "data-preset": id, onclick: () => this.choose({ from: "", to: "", ...period }) }, word(`period_${id}`)));
    this.days = Object.fromEntries(["from", "to"].map((key) =>
      [key, element("input", { type: "date", max: "2999-12-31", onchange: ({ target }) => this.choose({ [key]: target.value }) })]));
    return element(
      "fieldset",
      {},
      element("legend", {}, word("period")),
      element("div", { class: "presets" }, ...this.presetButtons),
      element("div", { class: "days" }, ...Object.entries(this.days).map(([key, input]) => element("label", {}, element("span", {}, word(key)), input))),
    );
  }

  compounds() {
    if (this.choices.compounds.length < 2) return null;
    if (this.choices.compounds.length > LONGEST_LIST) return this.compoundFinder();
    this.compoundSelect = element(
      "select",
      { onchange: ({ target }) => this.choose({ compound: target.value }) },
      element("option", { value: "" }, word("all_compounds")),
      ...this.choices.compounds.map(({ id, name }) => element("option", { value: id }, name)),
    );
    return element("label", { class: "compound-choice" }, element("span", {}, word("compound")), this.compoundSelect);
  }

  // Hundreds of names are found by writing a part of one.
  compoundFinder() {
    const idOf = new Map(this.choices.compounds.map(({ id, name }) => [name, id]));
    const input = element("input", { type: "search", list: "compound-names", autocomplete: "off", spellcheck: "false", placeholder: word("all_compounds") });
    const take = (name) => {
      input.setCustomValidity("");
      if ((idOf.get(name) ?? "") !== (this.scene.compound ?? "")) this.choose({ compound: idOf.get(name) ?? "" });
    };
    input.addEventListener("input", () => (idOf.has(input.value) || !input.value) && take(input.value));
    input.addEventListener("change", () => {
      const near = nearestName(input.value, [...idOf.keys()]);
      if (near !== null) {
        input.value = near;
        take(near);
      } else {
        input.setCustomValidity(word("no_such_compound"));
        input.reportValidity();
      }
    });
    const names = element("datalist", { id: "compound-names" });
    input.addEventListener("focus", () => names.append(...[...idOf.keys()].map((name) => element("option", { value: name }))), { once: true });
    this.compoundInput = input;
    this.nameOf = new Map(this.choices.compounds.map(({ id, name }) => [id, name]));
    return element("label", { class: "compound-choice" }, element("span", {}, word("compound")), input, names);
  }

  categories() {
    this.list = element("div", { class: "categories" });
    return element("fieldset", {}, element("legend", {}, word("category")), this.list);
  }

  show(scene, counts) {
    this.scene = scene;
    this.counts = counts ?? this.counts; // null until they come: the categories are written with them
    for (const [id, , input] of this.statusInputs) input.checked = id === (scene.status ?? "open");
    const preset = presetOf(scene, this.choices.today);
    for (const button of this.presetButtons) button.setAttribute("aria-pressed", button.dataset.preset === preset);
    for (const key of ["from", "to"]) this.days[key].value = scene[key] ?? "";
    if (this.compoundSelect) this.compoundSelect.value = scene.compound ?? "";
    if (this.compoundInput && document.activeElement !== this.compoundInput) this.compoundInput.value = this.nameOf.get(scene.compound) ?? "";
    if (this.counts) this.showCategories();
  }

  showCategories() {
    const { category, group } = this.scene;
    const held = this.list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const everything = Object.values(this.counts).reduce((sum, count) => sum + count, 0);
    const rows = [this.row("all", word("all_categories"), everything, !category && !group, { category: "", group: "" }, "group-row")];
    for (const one of this.choices.groups) {
      const inside = one.categories.some(({ id }) => id === category);
      const open = inside || group === one.id || this.opened === one.id;
      const sum = one.categories.reduce((all, { id }) => all + (this.counts[id] ?? 0), 0);
      rows.push(this.row(`g-${one.id}`, one.label, sum, group === one.id, { group: one.id, category: "" }, "group-row", open));
      if (!open) continue;
      rows.push(...one.categories.map(({ id, label }) =>
        this.row(`c-${id}`, label, this.counts[id] ?? 0, category === id, { category: id, group: "" }, "category-row")));
    }
    this.list.replaceChildren(...rows);
    if (held) this.list.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
  }

  row(key, label, count, chosen, change, kind, open = null) {
    return element(
      "button",
      { type: "button", class: `choice ${kind}${count ? "" : " none"}`, "data-key": key, "aria-pressed": chosen, "aria-expanded": open, onpointerdown: () => this.onPress(swapped(changed(this.scene, change))), onclick: () => this.choose(change) },
      element("span", { class: "choice-label" }, label),
      element("span", { class: "choice-count" }, count),
    );
  }
}
