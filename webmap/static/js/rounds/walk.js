// The list of a round as it is walked: one door is next and large, the others are rows.

import { word } from "../map/words.js";
import { Ticks, laterOf } from "../today/ticks.js";

export class Walk extends Ticks {
  // Put the first open home on top, and the one that stood there back into its row.
  arrange() {
    const top = this.root.querySelector("#next-door");
    const rows = [...this.root.querySelectorAll("[data-home]")];
    const shown = top.querySelector(".stop");
    const stopOf = (row) => row.querySelector(".stop") ?? (shown?.dataset.unit === row.dataset.home ? shown : null);
    const stops = rows.map(stopOf);
    const waiting = stops.filter((stop) => stop && !stop.matches(".done, .off"));
    // of those passed over as often, the first in the order of the round
    const next = waiting.reduce((best, stop) => (best && laterOf(best) <= laterOf(stop) ? best : stop), null);
    // what stands right stays: the browser lays the page out anew for each home that is put in
    rows.forEach((row, at) => { if (stops[at] && stops[at] !== next && !row.contains(stops[at])) row.append(stops[at]); });
    if (next) {
      if (next !== shown) top.querySelector("h2").after(next);
      next.querySelector(".act").open = true;
    }
    top.querySelector(".all-done").hidden = Boolean(next);
    const all = this.root.querySelectorAll(".stop");
    const done = [...all].filter((stop) => stop.matches(".done")).length;
    top.querySelector("#walked").textContent = word("walked", { done, all: all.length });
  }
}
