// Shows how far a pasted series has come, offers to begin one, and leads to the next line.

import { element } from "../map/element.js";
import { word } from "../map/words.js";

const bar = () => document.getElementById("series");

export function offerLines(lines, begin) {
  const offer = document.getElementById("lines");
  offer.hidden = !lines?.length || !bar().hidden;
  if (offer.hidden) return;
  offer.replaceChildren(
    element("strong", {}, word("lines", { n: lines.length })),
    element("button", { type: "button", class: "primary", onclick: () => begin(lines) }, word("one_by_one")));
}

// `left` is told when the line on the page is given up.
export function showSeries(series, left) {
  bar().hidden = !series.head;
  if (!series.head) return;
  const { at, total, head } = series;
  const go = (act) => () => {
    act();
    left();
    location.reload();
  };
  bar().replaceChildren(
    element("strong", {}, word("line_of", { at, n: total })),
    head.repeats > 1 ? element("span", { class: "chip" }, word("repeated", { n: head.repeats })) : "",
    element("button", { type: "button", class: "plain", onclick: go(() => series.skip()) }, word("skip")),
    element("button", { type: "button", class: "plain", onclick: go(() => series.stop()) }, word("stop")),
    element("progress", { max: total, value: at - 1, "aria-label": word("line_of", { at, n: total }) }));
}

export function showNext(series, href) {
  if (!series.head) return;
  const { at, total } = series;
  bar().hidden = false;
  bar().replaceChildren(
    element("progress", { max: total, value: at - 1, "aria-hidden": "true" }),
    element("a", { class: "button primary", href }, word("next_line", { at, n: total })));
}
