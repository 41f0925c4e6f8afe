// The classes of the legend: which one a count is in, and how it is drawn.

import { element } from "./element.js";
import { word } from "./words.js";

export function classOf(count, classes) {
  let found = classes[0];
  for (const one of classes) if (count >= one.low) found = one;
  return found;
}

export function drawLegend(box, classes) {
  const largest = Math.max(1, ...classes.map((one) => one.buildings));
  box.replaceChildren(
    // what is withheld begins below zero and stands last
    ...[...classes.filter(({ low }) => low >= 0), ...classes.filter(({ low }) => low < 0)].map((one) => {
      const swatch = element("span", { class: "swatch" });
      swatch.style.background = one.colour;
      const bar = element("span", { class: "bar" });
      bar.style.width = `${Math.round((100 * one.buildings) / largest)}%`;
      return element(
        "li",
        {},
        swatch,
        element("span", { class: "class-label" }, one.label),
        element("span", { class: "bar-track", "aria-hidden": "true" }, bar),
        element("span", { class: "class-count" }, word("buildings", { n: one.buildings })),
      );
    }),
  );
}
