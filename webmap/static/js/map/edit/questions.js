// What the service could not decide alone, as a form: doors of a split, numbers of a merger.

import { element } from "../element.js";
import { choice, field } from "./forms.js";
import { say } from "./words.js";

export function questionOf(ask, place, onAnswer) {
  const forms = { doors: doorsForm, empty_part: doorsForm, numbers: numbersForm, outside: outsideForm };
  const form = forms[ask.kind](ask, place);
  const box = element("form", { class: "edit-form edit-question" }, ...form.fields);
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    onAnswer(form.answer(new FormData(box)));
  });
  return box;
}

function called(door, place) {
  return place(`entrances/${door.id}`)?.properties.label || door.number || door.id;
}

function doorsForm(ask, place) {
  const fields = ask.doors.map((door) => field(called(door, place), choice(door.id, [["0", say("larger_part")], ["1", say("smaller_part")]], String(door.part ?? 0))));
  if (ask.kind === "empty_part") {
    fields.push(element("label", { class: "edit-check" }, element("input", { type: "checkbox", name: ":empty" }), element("span", {}, say("nobody_there"))));
  }
  return {
    fields,
    answer: (given) => ({
      doors: Object.fromEntries(ask.doors.map((door) => [door.id, Number(given.get(door.id))])),
      empty_is_meant: given.has(":empty"),
    }),
  };
}

function numbersForm(ask, place) {
  return {
    fields: ask.doors.map((door) => field(called(door, place), element("input", { name: door.id, value: door.suggested, required: true, maxlength: 12, inputmode: "numeric" }))),
    answer: (given) => ({ numbers: Object.fromEntries(ask.doors.map((door) => [door.id, given.get(door.id).trim()])) }),
  };
}

function outsideForm() {
  return { fields: [], answer: () => ({ outside_is_meant: true }) };
}
