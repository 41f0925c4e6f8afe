// Draws lines and outlines: a path, the cut through a building, the boundary of a compound.

import { element } from "../element.js";
import { choice, field } from "./forms.js";
import { picture } from "./pictures.js";
import { Sketch } from "./sketch.js";
import { say } from "./words.js";

// A tool that draws one sketch; `proposal()` is what it would save.
export function sketchTool(editor, { closed, hint, fields = [], proposal, keepsChoice = false }) {
  const sketch = new Sketch(editor.map, { closed, onChange: () => changed(), underCross: () => editor.underCross() });
  const changed = () => {
    const made = sketch.complete ? proposal(sketch.corners) : null;
    editor.propose(made, "");
    editor.panel.say(sketch.words() || hint, sketch.crossed ? "bad" : "");
  };
  const form = element("form", { class: "edit-form" }, element("div", { class: "edit-fields" }, ...fields), element("div", { class: "edit-choices edit-corners" },
    element("button", { type: "button", onclick: () => sketch.addCentre() }, picture("plus"), say("add_here")),
    element("button", { type: "button", onclick: () => sketch.drop() }, picture("undo"), say("drop_corner"))));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", changed);
  return {
    hint, keepsChoice, sketch,
    tap: (at) => sketch.isFirst(at) || sketch.add(at),
    card: () => form,
    keyed: (event) => sketch.keyed(event),
    stop: () => sketch.remove(),
  };
}

export function pathTool(editor) {
  const kind = choice("kind", ["path", "footway", "steps", "service"].map((one) => [one, say(`way_${one}`)]), "path");
  const steps = element("input", { type: "number", min: 1, max: 500, inputmode: "numeric" });
  const stepsField = field(say("steps"), steps);
  stepsField.hidden = true;
  kind.addEventListener("change", () => (stepsField.hidden = kind.value !== "steps"));
  return sketchTool(editor, {
    closed: false, hint: say("hint_path"), fields: [field(say("path_kind"), kind), stepsField],
    proposal: (corners) => ({ act: "path.added", told: { corners, kind: kind.value, steps: kind.value === "steps" && steps.value ? Number(steps.value) : null }, seen: {} }),
  });
}

export function splitTool(editor, { building = null } = {}) {
  const chosen = building ?? editor.marks.chosen?.replace("buildings/", "");
  const key = `buildings/${chosen}`;
  const place = editor.place(key);
  if (!place) return { hint: say("hint_split_choose"), pick: (one) => one?.startsWith("buildings/") && (editor.take("split", { building: one.slice(10) }), true) };
  const number = element("input", { maxlength: 12 });
  return {
    ...sketchTool(editor, {
      closed: false, hint: say("hint_split", { building: place.properties.label }), keepsChoice: true, fields: [field(say("new_number"), number)],
      proposal: (line) => ({ act: "building.split", told: { building: chosen, line, number: number.value.trim() || null }, seen: { [key]: place.properties.version } }),
    }),
    start: () => editor.marks.choose(key),
  };
}

export function boundaryTool(editor) {
  const compounds = [...editor.marks.places.values()].filter((one) => one.layer === "compounds").map((one) => [one.properties.id, one.properties.name]);
  const which = choice("compound", [...compounds, ["", say("new_compound")]], compounds[0]?.[0] ?? "");
  const name = element("input", { maxlength: 60 });
  const nameField = field(say("compound_name"), name);
  nameField.hidden = Boolean(which.value);
  which.addEventListener("change", () => (nameField.hidden = Boolean(which.value)));
  return sketchTool(editor, {
    closed: true, hint: say("hint_boundary"), fields: [field(say("compound"), which), nameField],
    proposal: (corners) => {
      const key = `compounds/${which.value}`;
      const seen = which.value ? { [key]: editor.place(key)?.properties.version } : {};
      return { act: "boundary.drawn", told: { compound: which.value || null, name: name.value.trim() || null, corners }, seen };
    },
  });
}
