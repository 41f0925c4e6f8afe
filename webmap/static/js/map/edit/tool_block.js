// Gives a building its place: a rectangle put down with one tap and turned, or traced at the walls.

import { element } from "../element.js";
import { choice, field } from "./forms.js";
import { latLng, lonLat } from "./marks.js";
import { rectangle } from "./plane.js";
import { picture } from "./pictures.js";
import { sketchTool } from "./tool_lines.js";
import { underCross } from "./tool_spots.js";
import { say } from "./words.js";

const NEW = ":new";

export function blockTool(editor, { building = null, traced = false } = {}) {
  const target = new Target(editor, building);
  const way = choice("way", [["tap", say("by_tap")], ["trace", say("by_trace")]], traced ? "trace" : "tap");
  way.addEventListener("change", () => editor.take("block", { building: target.which.value === NEW ? null : target.which.value, traced: way.value === "trace" }));
  const head = [...target.fields, field(say("how"), way)];
  return traced ? traceTool(editor, target, head) : tapTool(editor, target, head);
}

function traceTool(editor, target, head) {
  return sketchTool(editor, { closed: true, hint: say("hint_trace"), keepsChoice: true, fields: head, proposal: (corners) => target.proposal({ corners }) });
}

function tapTool(editor, target, head) {
  const group = L.featureGroup().addTo(editor.map);
  const number = (name, value, max) => element("input", { name, type: "number", min: 3, max, value, inputmode: "numeric" });
  const length = number("length", target.size.length_m, 300);
  const depth = number("depth", target.size.depth_m, 300);
  const turned = element("input", { name: "turned", type: "range", min: -90, max: 90, step: 1, value: 0 });
  let at = null;
  const size = element("div", { class: "edit-size" }, element("div", { class: "edit-pair" }, field(say("length"), length), field(say("depth"), depth)), field(say("turned"), turned));
  const form = element("form", { class: "edit-form" }, element("div", { class: "edit-fields" }, ...head), size,
    element("div", { class: "edit-choices edit-corners" }, element("button", { type: "button", onclick: () => put(editor.underCross()) }, picture("plus"), say("put_here"))));
  form.addEventListener("submit", (event) => event.preventDefault());
  const draw = () => {
    group.clearLayers();
    if (!at) return;
    const told = { length_m: Number(length.value) || 40, depth_m: Number(depth.value) || 12, turned_deg: Number(turned.value) };
    L.polygon(rectangle(at, told.length_m, told.depth_m, told.turned_deg).map(latLng), { pane: "edit-shapes", renderer: editor.marks.renderer, className: "edit-sketch", weight: 3, interactive: false }).addTo(group);
    const handle = L.marker(latLng(at), { pane: "edit-marks", draggable: true, icon: L.divIcon({ className: "edit-mark corner", html: document.createElement("span"), iconSize: [22, 22] }) }).addTo(group);
    handle.on("dragend", () => put(lonLat(handle.getLatLng())));
    const proposal = target.proposal({ at, ...told });
    editor.propose(proposal, proposal ? say("block_ready") : say("choose_building"));
  };
  target.which.addEventListener("change", () => {
    length.value = target.size.length_m;
    depth.value = target.size.depth_m;
    draw();
  });
  const put = (to) => {
    at = to;
    draw();
  };
  form.addEventListener("input", draw);
  return { tap: put, keyed: (event) => underCross(event, editor, put), hint: say("hint_block"), keepsChoice: true, card: () => form, stop: () => group.clearLayers().remove() };
}

// Which building is placed: one that is known, or, for the steward, a new one.
class Target {
  constructor(editor, building) {
    this.editor = editor;
    const waiting = (editor.lists.found?.unplaced ?? []).map((one) => [one.id, say("sketched", { building: one.label })]);
    this.sketched = new Map((editor.lists.found?.unplaced ?? []).map((one) => [one.id, one]));
    const known = [...editor.marks.places.values()].filter((one) => one.layer === "buildings" && !this.sketched.has(one.properties.id)).map((one) => [one.properties.id, one.properties.label]);
    const steward = editor.role === "steward";
    const chosen = building ?? (editor.marks.chosen?.startsWith("buildings/") ? editor.marks.chosen.slice(10) : null);
    const first = steward ? [NEW, say("new_building")] : ["", say("choose_one")];
    this.which = choice("building", [first, ...waiting, ...known], chosen ?? waiting[0]?.[0] ?? first[0]);
    const compounds = [...editor.marks.places.values()].filter((one) => one.layer === "compounds").map((one) => [one.properties.id, one.properties.name]);
    this.compound = choice("compound", compounds, compounds[0]?.[0]);
    this.number = element("input", { name: "number", maxlength: 12 });
    this.floors = element("input", { name: "floors", type: "number", min: 1, max: 150, inputmode: "numeric" });
    this.more = element("div", { class: "edit-pair" }, field(say("building_number"), this.number), field(say("floors"), this.floors));
    this.compoundField = field(say("compound"), this.compound);
    const told = () => {
      this.more.hidden = this.which.value !== NEW;
      this.compoundField.hidden = this.which.value !== NEW;
      editor.marks.choose([NEW, ""].includes(this.which.value) ? null : `buildings/${this.which.value}`);
    };
    this.which.addEventListener("change", told);
    told();
    this.fields = [field(say("which_building"), this.which), this.compoundField, this.more];
  }

  // A sketched block has as many entrances to be long enough for; another one the usual size.
  get size() {
    return this.sketched.get(this.which.value) ?? { length_m: 40, depth_m: 12 };
  }

  proposal(outline) {
    const id = this.which.value;
    if (!id) return null;
    if (id !== NEW) {
      const key = `buildings/${id}`;
      const version = this.sketched.get(id)?.version ?? this.editor.place(key)?.properties.version;
      return { act: "block.placed", told: { building: id, ...outline }, seen: { [key]: version } };
    }
    return { act: "building.added", told: { compound: this.compound.value, number: this.number.value.trim() || null, floors: Number(this.floors.value) || null, ...outline }, seen: {} };
  }
}
