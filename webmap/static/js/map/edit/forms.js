// Small forms of editing: the hours of a gate, the kind of a path, the size of a block.

import { element } from "../element.js";
import { say } from "./words.js";

export function field(words, input) {
  return element("label", { class: "edit-field" }, element("span", {}, words), input);
}

export function choice(name, values, chosen) {
  return element("select", { name }, ...values.map(([value, words]) => element("option", { value, selected: value === chosen }, words)));
}

// `onSave` is given for a gate that stands already; a new one is saved with the bar.
export function gateForm({ name, kind, opens, closes } = {}, onSave = null) {
  const form = element("form", { class: "edit-form", autocomplete: "off" },
    field(say("gate_name"), element("input", { name: "name", maxlength: 40, value: name ?? "", placeholder: say("gate_example") })),
    field(say("gate_kind"), choice("kind", ["both", "pedestrian", "vehicle", "closed"].map((one) => [one, say(`gate_${one}`)]), kind ?? "both")),
    element("div", { class: "edit-hours" },
      element("div", { class: "edit-pair" },
        field(say("opens"), element("input", { name: "opens", type: "time", value: opens ?? "" })),
        field(say("closes"), element("input", { name: "closes", type: "time", value: closes ?? "" }))),
      element("p", { class: "quiet edit-how" }, say("hours_hint"))),
    onSave ? element("button", { class: "primary" }, say("save_gate")) : null);
  // a gate that is always locked has no hours
  const locked = () => { form.querySelector(".edit-hours").hidden = form.elements.kind.value === "closed"; };
  form.addEventListener("change", locked);
  locked();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onSave?.(gateTold(form));
  });
  return form;
}

export function gateTold(form) {
  const given = new FormData(form);
  const told = (name) => given.get(name)?.trim() || null;
  const locked = told("kind") === "closed";
  return { name: told("name"), kind: told("kind"), opens: locked ? null : told("opens"), closes: locked ? null : told("closes") };
}
