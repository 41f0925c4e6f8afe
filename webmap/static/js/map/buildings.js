// The buildings on the page: named under the pointer, opened by a click. Their shapes come with the
// tiles and are never fetched again when the counts change.

import { BuildingColours } from "./building_colours.js";
import { element } from "./element.js";
import { onRestingPress } from "./resting_press.js";
import { NAMED_FROM, Pointer, buildingAt } from "./under_pointer.js";
import { word } from "./words.js";

export class Buildings extends BuildingColours {
  constructor(map, palette, { compounds, onOpen, onPress }) {
    super(palette);
    Object.assign(this, { map, compounds, held: false, base: null });
    this.english = document.documentElement.lang.startsWith("en");
    map.on("click", ({ latlng, originalEvent }) => {
      const id = this.held || originalEvent.defaultPrevented ? null : this.at(latlng);
      if (id) onOpen(id);
    });
    onRestingPress(map, (latlng) => !this.held && map.getZoom() >= NAMED_FROM && onPress(this.at(latlng)));
    this.pointer = new Pointer(map, { under: (latlng) => (this.held ? null : this.found(latlng)), told: (props) => this.told(props) });
  }

  select(id) {
    if (id === this.selected) return;
    const before = this.selected;
    this.selected = id;
    this.base?.select(id, before);
  }

  // While held, a click opens nothing and no building is named under the pointer.
  hold(on) {
    this.held = on;
    this.pointer.point(null);
  }

  // Key of the building in the reader's area that is drawn at a place, or null.
  at(latlng) {
    return this.found(latlng)?.id ?? null;
  }

  found(latlng) {
    return buildingAt(this.map, this.base, latlng, (id) => this.rows.has(id));
  }

  told({ id, compound, zh, en }) {
    const name = this.compounds.get(compound)?.name;
    const label = this.english ? en : zh;
    const known = this.known(id) ?? { needs: 0, homes: 0, overdue: 0 };
    if (this.layer) {
      const found = this.classFor(id);
      return element("span", {}, element("strong", {}, [name, label].filter(Boolean).join(" ") || word("kind_building")), ...(found && label ? [element("br"), found.low < 0 ? found.label : String(this.layer[this.rows.get(id)])] : []));
    }
    const whole = !label && this.sums.has(compound);
    return element(
      "span",
      {},
      element("strong", {}, [name, label].filter(Boolean).join(" ") || word("kind_building")),
      element("br"),
      whole ? word("needs", { n: this.sums.get(compound) }) : word("needs_of_homes", { n: known.needs, homes: known.homes }),
      known.overdue && !whole ? ` · ${word("overdue", { n: known.overdue })}` : "",
    );
  }
}
