// The drawer: an open building and, in it, an open flat.

import { drawElevation } from "./elevation.js";
import { element, icon } from "./element.js";
import { keyed, latest } from "./fetching.js";
import { drawHousehold } from "./household.js";
import { queryOf } from "./scene.js";
import { word } from "./words.js";

function told(error) {
  return element("p", { class: "fault", role: "alert" }, error.status === 404 ? word("not_here") : error.message);
}

export class Drawer {
  constructor(box, config, { scene, onClose, onMove }) {
    Object.assign(this, { box, config, scene, onClose, onMove, building: null, unit: null });
    this.askBuilding = latest();
    this.askUnit = latest();
    this.heading = element("div", { class: "drawer-words" });
    this.flat = element("div", { class: "flat-place" });
    this.body = element("div", { class: "drawer-body" });
    box.replaceChildren(
      element("header", { class: "drawer-head" }, this.heading, element("button", { type: "button", class: "plain close", "aria-label": word("close"), onclick: () => this.onClose() }, icon("close"))),
      this.body,
      this.flat,
    );
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (this.unit) this.closeFlat();
      else this.onClose();
    });
  }

  show(building, unit) {
    const before = this.building;
    this.building = building;
    this.unit = unit;
    this.box.classList.toggle("with-flat", Boolean(unit));
    this.box.hidden = !building;
    document.body.classList.toggle("drawer-open", Boolean(building));
    if (!building) {
      this.back?.focus?.();
      return null;
    }
    if (!before) this.back = document.activeElement;
    this.flat.replaceChildren();
    return this.refresh({ focus: true });
  }

  addressOf(building) {
    return `${keyed(this.config.elevation, building)}?${queryOf(this.scene())}`;
  }

  // A building that is about to be opened.
  expect(building) {
    if (building && building !== this.building) this.askBuilding.early(this.addressOf(building));
  }

  async refresh({ focus = false } = {}) {
    if (focus) this.body.replaceChildren(element("p", { class: "quiet loading" }, word("loading")));
    try {
      const found = await this.askBuilding(this.addressOf(this.building));
      this.body.replaceChildren(drawElevation(found, { onDoor: (unit) => this.openFlat(unit), heading: this.heading }));
      if (focus) this.heading.querySelector("h2").focus({ preventScroll: true });
      if (this.unit) await this.openFlat(this.unit, { quiet: true });
      else this.toGround();
      return found;
    } catch (error) {
      if (error.name !== "AbortError") this.fault(error, () => this.refresh({ focus: true }));
      return null;
    }
  }

  // The front opens on its lowest floors, where the entrances are.
  toGround() {
    const frame = this.body.querySelector(".front-frame");
    if (frame) frame.scrollTop = frame.scrollHeight;
  }

  fault(error, retry) {
    const again = error.status === 404 ? null : element("button", { type: "button", class: "button", onclick: retry }, word("retry"));
    this.heading.replaceChildren();
    this.body.replaceChildren(told(error), ...(again ? [again] : []));
  }

  async openFlat(unit, { quiet = false } = {}) {
    this.unit = unit;
    if (!quiet) this.onMove();
    this.mark();
    try {
      const found = await this.askUnit(keyed(this.config.unit, unit));
      this.flat.replaceChildren(drawHousehold(found, { config: this.config, onClose: () => this.closeFlat() }));
      this.box.classList.add("with-flat");
      this.mark();
      this.flat.querySelector("h3").focus({ preventScroll: true });
      this.flat.scrollTop = 0;
    } catch (error) {
      if (error.name !== "AbortError") this.flat.replaceChildren(told(error));
    }
  }

  closeFlat() {
    const door = this.body.querySelector(".door.chosen");
    this.unit = null;
    this.flat.replaceChildren();
    this.box.classList.remove("with-flat");
    this.mark();
    this.onMove();
    door?.focus();
  }

  mark() {
    this.box.classList.toggle("with-flat", Boolean(this.unit));
    for (const door of this.body.querySelectorAll("button.door")) {
      const chosen = door.dataset.unit === this.unit;
      door.classList.toggle("chosen", chosen);
      door.setAttribute("aria-pressed", String(chosen));
      if (chosen) door.scrollIntoView({ block: "center", inline: "center" });
    }
  }
}
