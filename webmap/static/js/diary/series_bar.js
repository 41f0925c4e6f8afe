// Shows how far a pasted series has come, offers to begin one, and leads to the next line. Lines in
// which nothing was read (thanks, greetings) are offered too, but not ticked.

import { element } from "../map/element.js";
import { word } from "../map/words.js";

const bar = () => document.getElementById("series");

export function offerLines(lines, begin) {
  const offer = document.getElementById("lines");
  offer.hidden = !lines?.length || !bar().hidden;
  if (offer.hidden) return;
  const rows = lines.map((line) => lineRow(line));
  const start = element("button", { type: "button", class: "primary", onclick: () => begin(ticked(rows)) });
  const told = () => {
    const n = ticked(rows).length;
    start.textContent = word("one_by_one", { n });
    start.disabled = n === 0;
  };
  const list = element("details", { onchange: told }, element("summary", {}, word("choose_lines")),
    element("ul", { class: "pasted" }, ...rows.map(({ row }) => row)));
  offer.replaceChildren(element("strong", {}, word("lines", { n: lines.length })), start, list);
  told();
}

function lineRow(line) {
  const box = element("input", { type: "checkbox" });
  box.checked = line.says !== false;
  const repeats = line.repeats > 1 ? element("span", { class: "chip" }, word("repeated", { n: line.repeats })) : null;
  return { line, box, row: element("li", {}, element("label", {}, box, element("span", {}, line.text), repeats)) };
}

function ticked(rows) {
  return rows.filter(({ box }) => box.checked).map(({ line: { text, repeats } }) => ({ text, repeats }));
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
