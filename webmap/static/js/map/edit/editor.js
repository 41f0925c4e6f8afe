// The edit mode of the map: what is chosen, what is about to be saved, which tool is in hand.

import { latest } from "./latest.js";
import { Lists } from "./lists.js";
import { Marks, latLng, lonLat } from "./marks.js";
import { Panel } from "./panel.js";
import { cardOf } from "./cards.js";
import * as service from "./service.js";
import { toolNamed } from "./tools.js";
import { metres, say } from "./words.js";

const LEAST_ZOOM = 16.5;
const FULL_FROM = 18;
const CLOSE_ZOOM = 18.5;

export class Editor {
  constructor(stage, { onLeave }) {
    Object.assign(this, { stage, map: stage.map, onLeave, on: false, pending: null, tool: null, fetchedBox: null });
    this.role = document.getElementById("edit-panel").dataset.role;
    this.askPlaces = latest(service.placesIn);
    this.marks = new Marks(this.map, {
      onPick: (key) => this.pick(key),
      onMove: (key, found) => this.moving(key, found),
      onDrop: (key, found) => this.let_go(key, found),
    });
    this.panel = new Panel(document.getElementById("edit-panel"), {
      steward: this.role === "steward",
      onTool: (name) => this.take(name),
      onSave: () => this.save(),
      onCancel: () => this.cancel(),
      onDone: () => this.leave(),
      onClosest: () => this.map.setZoom(CLOSE_ZOOM),
    });
    this.lists = new Lists(this.panel.lists, {
      onGo: (door) => this.goTo(door),
      onConfirm: (door) => this.act("entrance.confirmed", { entrance: door.id, seen: { [`entrances/${door.id}`]: door.version } }),
      onUndo: (edit) => this.again(() => service.undo(edit.id), say("undone")),
      onRedo: (edit) => this.again(() => service.redo(edit.id), say("redone")),
      onOpen: () => this.panel.unfold(true),
    });
    this.clicked = (event) => this.tapped(event);
    this.moved = () => this.look();
    this.keyed = (event) => this.pressed(event);
  }

  get zoomedIn() {
    return this.map.getZoom() >= LEAST_ZOOM;
  }

  place(key) {
    return this.marks.places.get(key) ?? null;
  }

  enter() {
    if (this.on) return;
    this.on = true;
    const building = this.stage.chosen();
    this.stage.open(null);
    this.stage.hold(true);
    document.body.classList.add("editing");
    this.map.invalidateSize({ animate: false });
    this.marks.show();
    this.panel.show();
    this.take("pick");
    this.map.on("click", this.clicked);
    this.map.on("moveend", this.moved);
    document.addEventListener("keydown", this.keyed);
    this.look(true).then(() => building && this.place(`buildings/${building}`) && this.pick(`buildings/${building}`));
    this.lists.refresh(this.map.getCenter());
  }

  leave() {
    if (!this.on) return;
    this.cancel();
    this.tool?.stop?.();
    this.tool = null;
    this.on = false;
    this.marks.hide();
    this.overlay?.hide();
    this.fetchedBox = null;
    this.panel.hide();
    this.map.off("click", this.clicked);
    this.map.off("moveend", this.moved);
    document.removeEventListener("keydown", this.keyed);
    document.body.classList.remove("editing", "sketching", "edit-small");
    delete document.body.dataset.editTool;
    this.stage.hold(false);
    this.map.invalidateSize({ animate: false });
    this.onLeave();
    document.getElementById("edit-toggle")?.focus({ preventScroll: true });
  }

  // Fetches what can be edited where the map is, unless it is drawn already.
  async look(fresh = false) {
    if (!this.on) return;
    this.panel.tooFar(!this.zoomedIn);
    if (!this.zoomedIn) {
      this.marks.draw({ compounds: [], buildings: [], gates: [], entrances: [], ways: [] });
      this.fetchedBox = null;
      return;
    }
    document.body.classList.toggle("edit-small", this.map.getZoom() < FULL_FROM);
    const shown = this.map.getBounds();
    if (!fresh && this.fetchedBox?.contains(shown)) return;
    const box = shown.pad(0.3);
    try {
      const found = await this.askPlaces({ west: box.getWest(), south: box.getSouth(), east: box.getEast(), north: box.getNorth() });
      if (!this.on) return;
      this.fetchedBox = box;
      const held = this.pending?.moves ?? null;
      this.marks.draw(found);
      if (held && this.place(held.key)) {
        this.marks.spots.get(held.key)?.setLatLng(latLng(held.at));
        this.marks.moved(held.key, held.at, { held: false });
      }
      document.documentElement.dataset.editReady = "true";
    } catch (error) {
      if (error.name !== "AbortError") this.panel.fault(error.message, () => this.look(true));
    }
  }

  pick(key) {
    if (this.pending?.moves && this.pending.moves.key !== key) this.cancel();
    if (this.tool?.pick?.(key)) return;
    if (!this.tool?.picks) return;
    this.marks.choose(key);
    this.panel.card(key ? cardOf(this, key) : null);
    this.marks.focus(key);
    this.clear(this.marks.at(key));
  }

  // Moves the map until what is at `place` lies beside the panel, not under it.
  clear(place) {
    if (!place) return;
    const { x, y } = this.map.latLngToContainerPoint(place);
    const { left, top, right, bottom } = this.panel.free(this.map.getContainer());
    if (x > left && x < right && y > top && y < bottom) return;
    this.map.panBy([x - (left + right) / 2, y - (top + bottom) / 2], { animate: false });
  }

  tapped(event) {
    const at = lonLat(event.latlng);
    if (this.tool?.tap) this.tool.tap(at);
    else if (this.tool?.picks && !this.pending) this.pick(null);
  }

  moving(key, found) {
    this.panel.say(found.far ? say("too_far") : say("moved", { metres: metres(found.metres) }), found.far ? "bad" : "");
  }

  let_go(key, found) {
    if (found.far) {
      this.panel.say(say("too_far_back"), "bad");
      this.propose(null);
      return;
    }
    const { layer, properties } = this.place(key);
    const seen = { [key]: properties.version };
    const at = found.at;
    if (layer === "entrances") {
      this.propose({ act: "entrance.moved", told: { entrance: properties.id, at }, seen, moves: { key, at } }, say("moved", { metres: metres(found.metres) }));
    } else {
      const { name, kind, opens, closes } = properties;
      this.propose({ act: "gate.changed", told: { gate: properties.id, at, name, kind: kind ?? undefined, opens, closes }, seen, moves: { key, at } }, say("moved", { metres: metres(found.metres) }));
    }
  }

  // What lies under the cross.
  underCross() {
    return lonLat(this.map.containerPointToLatLng(this.panel.crossPoint()));
  }

  // Something is about to be saved; null: nothing is.
  propose(pending, words = "") {
    this.pending = pending && { key: service.freshKey(), ...pending };
    this.panel.ready(Boolean(pending));
    if (words) this.panel.say(words);
  }

  async save(more = {}) {
    if (!this.pending || this.saving) return;
    this.saving = true;
    this.panel.busy(true);
    const { act, told, seen, key } = this.pending;
    try {
      Object.assign(told, more);
      await service.make(act, { ...told, seen, key, why: this.panel.why() });
      this.saving = false;
      await this.saved(say("saved"));
    } catch (error) {
      this.saving = false;
      await this.refused(error);
    } finally {
      this.panel.busy(false);
    }
  }

  async act(act, { seen, ...told }) {
    this.propose({ act, told, seen });
    await this.save();
  }

  async again(run, words) {
    this.panel.busy(true);
    try {
      await run();
      await this.saved(words);
    } catch (error) {
      await this.refused(error);
    } finally {
      this.panel.busy(false);
    }
  }

  async saved(words) {
    this.propose(null);
    const kept = this.marks.chosen;
    this.take("pick");
    await this.look(true);
    this.pick(kept && this.place(kept) ? kept : null);
    this.panel.say(words, "good");
    this.lists.refresh(this.map.getCenter());
    try {
      await this.stage.placesChanged();
    } catch { // it is saved; the map behind is drawn anew when the page is opened next
      this.panel.say(`${words} ${say("drawn_later")}`, "good");
    }
  }

  async refused(error) {
    if (error.ask) {
      this.panel.ask(error, this.place.bind(this), (answers) => this.save(answers));
      return;
    }
    if (error.status === 409 || error.status === 404) { // the map shows what is there now
      const moves = this.pending?.moves;
      this.propose(null);
      if (moves) this.marks.putBack(moves.key);
      await this.look(true);
      if (this.marks.chosen) this.panel.card(cardOf(this, this.marks.chosen));
      this.lists.refresh(this.map.getCenter());
    }
    this.panel.say(error.message, "bad");
  }

  cancel() {
    if (this.pending?.moves) this.marks.putBack(this.pending.moves.key);
    const drawing = this.tool && !this.tool.picks;
    this.propose(null);
    this.panel.say("");
    if (drawing) this.take("pick");
  }

  take(name, given = {}) {
    this.tool?.stop?.();
    this.propose(null);
    this.tool = toolNamed(name, this, given);
    this.marks.picking = Boolean(this.tool.picks || this.tool.pick);
    document.body.classList.toggle("sketching", Boolean(this.tool.tap));
    document.body.dataset.editTool = name;
    this.panel.tool(name, { draws: Boolean(this.tool.tap || this.tool.pick), saves: this.tool.saves !== false });
    this.panel.say(this.tool.hint ?? "");
    if (!this.tool.keepsChoice) this.marks.choose(null);
    this.panel.card(this.tool.card?.() ?? null);
    this.tool.start?.();
  }

  async goTo(door) {
    this.take("pick");
    this.map.setView([door.lat, door.lon], Math.max(this.map.getZoom(), CLOSE_ZOOM), { animate: false });
    await this.look();
    this.pick(`entrances/${door.id}`);
  }

  pressed(event) {
    if (event.defaultPrevented) return;
    const writing = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape") {
      event.preventDefault();
      if (this.pending || !this.tool.picks) this.cancel();
      else if (this.marks.chosen) this.pick(null);
      else this.leave();
    } else if (event.key === "Enter" && this.pending && !writing && !event.target.closest?.("button, a")) {
      event.preventDefault();
      this.save();
    } else if (!writing) {
      this.tool?.keyed?.(event);
    }
  }
}
