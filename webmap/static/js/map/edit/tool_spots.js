// Puts down a new entrance or gate with one tap.

import { element } from "../element.js";
import { field, gateForm, gateTold } from "./forms.js";
import { latLng, lonLat } from "./marks.js";
import { nearestOnOutline } from "./plane.js";
import { picture } from "./pictures.js";
import { say } from "./words.js";

const FARTHEST_M = 25;

class Spot {
  constructor(map, kind, onMove) {
    Object.assign(this, { map, kind, onMove, marker: null });
  }

  put(at) {
    if (!this.marker) {
      const icon = L.divIcon({ className: `edit-mark ${this.kind} fresh`, html: document.createElement("span"), iconSize: [28, 28] });
      this.marker = L.marker(latLng(at), { pane: "edit-marks", draggable: true, icon, keyboard: true }).addTo(this.map);
      this.marker.on("dragend", () => this.onMove(lonLat(this.marker.getLatLng())));
    }
    this.marker.setLatLng(latLng(at));
  }

  remove() {
    this.marker?.remove();
    this.marker = null;
  }
}

// Precise on a phone, and the keyboard's way: what is under the cross.
export function spotCard(editor, tap, ...fields) {
  return element("div", { class: "edit-form" }, element("div", { class: "edit-late" }, ...fields),
    element("div", { class: "edit-choices edit-corners" }, element("button", { type: "button", onclick: () => tap(editor.underCross()) }, picture("plus"), say("put_here"))));
}

export function underCross(event, editor, tap) {
  if (event.key !== " " || event.target.closest?.("button, a, summary")) return;
  event.preventDefault();
  tap(editor.underCross());
}

export function gateTool(editor) {
  const spot = new Spot(editor.map, "of-gate", (at) => tap(at));
  const form = gateForm();
  const tap = (at) => {
    spot.put(at);
    editor.propose({ act: "gate.added", told: { at }, seen: {} }, say("gate_ready"));
    Object.assign(editor.pending.told, gateTold(form));
  };
  form.addEventListener("input", () => editor.pending && Object.assign(editor.pending.told, gateTold(form)));
  const keyed = (event) => underCross(event, editor, tap);
  return { tap, keyed, hint: say("hint_gate"), card: () => spotCard(editor, tap, form), stop: () => spot.remove() };
}

export function doorTool(editor, { building = null } = {}) {
  const number = element("input", { name: "number", maxlength: 12, inputmode: "numeric" });
  const spot = new Spot(editor.map, "of-door", (at) => tap(at));
  number.addEventListener("input", () => editor.pending && (editor.pending.told.number = number.value.trim() || null));
  const tap = (at) => {
    const found = nearestBuilding(editor, at, building);
    if (!found || found.metres > FARTHEST_M) {
      editor.propose(null);
      editor.panel.say(say("no_building_near"), "bad");
      return;
    }
    spot.put(found.at);
    if (!number.value) number.value = nextNumber(editor, found.id);
    editor.propose(
      { act: "entrance.added", told: { building: found.id, at: found.at, number: number.value.trim() || null }, seen: {} },
      say("door_ready", { building: editor.place(`buildings/${found.id}`).properties.label }),
    );
  };
  return {
    tap, hint: say("hint_door"), stop: () => spot.remove(), keyed: (event) => underCross(event, editor, tap),
    card: () => spotCard(editor, tap, field(say("door_number"), number)),
  };
}

function nearestBuilding(editor, at, only) {
  let best = null;
  for (const place of editor.marks.places.values()) {
    if (place.layer !== "buildings" || (only && place.properties.id !== only)) continue;
    const foot = nearestOnOutline(place.geometry, at);
    if (!best || foot.metres < best.metres) best = { id: place.properties.id, ...foot };
  }
  return best;
}

function nextNumber(editor, building) {
  const taken = [...editor.marks.places.values()]
    .filter((one) => one.layer === "entrances" && one.properties.building_id === building)
    .map((one) => Number(one.properties.number)).filter(Number.isFinite);
  return String(Math.max(0, ...taken) + 1);
}

