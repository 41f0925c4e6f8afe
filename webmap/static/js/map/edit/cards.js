// The card of what is chosen: what it is, what can be done with it, who changed it before.

import { element } from "../element.js";
import { gateForm } from "./forms.js";
import { editList } from "./lists.js";
import { picture } from "./pictures.js";
import * as service from "./service.js";
import { say } from "./words.js";

export function cardOf(editor, key) {
  const place = editor.place(key);
  if (!place) return null;
  const { layer, properties } = place;
  const seen = { [key]: properties.version };
  const made = { entrances: door, gates: gate, buildings: building, ways: way }[layer];
  if (!made) return null;
  return element("div", { class: "edit-chosen" }, ...made(editor, place, seen).filter(Boolean), history(editor, layer, properties.id));
}

function door(editor, { properties }, seen) {
  const act = (name, told) => () => editor.act(name, { ...told, seen });
  const beside = [...editor.marks.places.values()].filter((one) => one.layer === "entrances" && one.properties.building_id === properties.building_id);
  return [
    title(properties.label || say("door"), properties.inferred ? chip("warn", say("unchecked")) : chip("good", say("surveyed"))),
    element("p", { class: "quiet edit-how" }, say(touched() ? "drag_touch" : "drag_door")),
    element("div", { class: "edit-choices" },
      properties.inferred ? element("button", { type: "button", class: "primary", onclick: act("entrance.confirmed", { entrance: properties.id }) }, picture("check"), say("confirm")) : null,
      beside.length > 1 ? element("button", { type: "button", onclick: turn(editor, properties.building_id) }, picture("turn"), say("turn")) : null,
      element("button", { type: "button", class: "danger", onclick: act("entrance.removed", { entrance: properties.id }) }, picture("bin"), say("remove"))),
  ];
}

// Counted from the other end; the flats behind a number stay behind it.
function turn(editor, building) {
  return () => {
    const doors = [...editor.marks.places].filter(([, one]) => one.layer === "entrances" && one.properties.building_id === building);
    const seen = Object.fromEntries(doors.map(([key, one]) => [key, one.properties.version]));
    editor.act("entrances.turned", { building, seen });
  };
}

function gate(editor, { properties }, seen) {
  const form = gateForm(properties, (told) => editor.act("gate.changed", { gate: properties.id, ...told, seen }));
  return [
    title(properties.name ?? say("gate"), chip("", properties.kind === "closed" ? say("gate_closed") : properties.opens ? `${properties.opens}–${properties.closes}` : say("never_closed"))),
    element("p", { class: "quiet edit-how" }, say(touched() ? "drag_touch" : "drag_gate")),
    form,
    element("button", { type: "button", class: "danger", onclick: () => editor.act("gate.removed", { gate: properties.id, seen }) }, picture("bin"), say("remove")),
  ];
}

function building(editor, { properties }) {
  const steward = editor.role === "steward";
  const doors = [...editor.marks.places.values()].filter((one) => one.layer === "entrances" && one.properties.building_id === properties.id);
  const waiting = doors.filter((one) => one.properties.inferred).length;
  return [
    title(properties.label, waiting ? chip("warn", say("doors_unchecked", { n: waiting })) : null),
    element("p", { class: "quiet edit-how" }, say("building_doors", { n: doors.length })),
    element("div", { class: "edit-choices" },
      element("button", { type: "button", onclick: () => editor.take("door", { building: properties.id }) }, picture("door"), say("tool_door")),
      doors.length > 1 ? element("button", { type: "button", onclick: turn(editor, properties.id) }, picture("turn"), say("turn")) : null,
      element("button", { type: "button", onclick: () => editor.take("block", { building: properties.id }) }, picture("block"), say("place_again")),
      steward ? element("button", { type: "button", onclick: () => editor.take("split", { building: properties.id }) }, picture("split"), say("tool_split")) : null,
      steward ? element("button", { type: "button", onclick: () => editor.take("merge", { building: properties.id }) }, picture("merge"), say("tool_merge")) : null),
  ];
}

function way(editor, { properties }, seen) {
  return [
    title(properties.name ?? say(`way_${properties.kind}`), chip("", say(`way_${properties.kind}`))),
    element("button", { type: "button", class: "danger", onclick: () => editor.act("path.removed", { way: properties.id, seen }) }, picture("bin"), say("remove_path")),
  ];
}

const touched = () => !matchMedia("(pointer: fine)").matches;

function title(words, mark) {
  return element("h3", {}, element("span", {}, words), mark);
}

function chip(kind, words) {
  return element("span", { class: `chip ${kind}` }, words);
}

function history(editor, layer, id) {
  const body = element("div", {}, element("p", { class: "quiet" }, say("loading")));
  const box = element("details", { class: "edit-history" }, element("summary", {}, say("history")), body);
  box.addEventListener("toggle", async () => {
    if (!box.open) return;
    try {
      body.replaceChildren(editList(await service.historyOf(layer, id), editor.lists));
    } catch (error) {
      body.replaceChildren(element("p", { class: "quiet" }, error.message));
    }
  });
  return box;
}
