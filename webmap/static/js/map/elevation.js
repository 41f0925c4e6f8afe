// Draws the elevation 楼栋图 of a building in the drawer, and lets its doors be opened.

import { element, icon } from "./element.js";
import { doorSums, frontRows, shortNumber, widths } from "./front.js";
import { word } from "./words.js";

const KEY = ["overdue", "urgent", "open", "care", "done", "unknown"];
const CROWDED = 6;

export function drawElevation(found, { onDoor, heading }) {
  const title = element("h2", { id: "drawer-title", tabindex: "-1" }, [found.compound, found.label].filter(Boolean).join(" "));
  heading.replaceChildren(title, element("p", { class: "drawer-line" }, summary(found), found.past ? " · " : null, found.past ? element("a", { href: found.past }, word("past")) : null));
  const parts = [chips(found), found.bands?.length ? bands(found) : null, front(found, onDoor), found.bands ? null : key(found)];
  return element("div", { class: "elevation" }, ...parts);
}

function summary(found) {
  const parts = [word("needs_of_homes", { n: found.needs, homes: found.homes })];
  parts.push(found.floors ? word("floors", { n: found.floors }) : word("floors_unknown"));
  if (found.sketched) parts.push(word("sketch"));
  if (found.without_flat) parts.push(word("without_flat", { n: found.without_flat }));
  return parts.join(" · ");
}

function chips(found) {
  if (!found.by_category.length) return element("p", { class: "quiet" }, word("nothing_here"));
  return element("p", { class: "chips", tabindex: "0" }, ...found.by_category.map(({ label, needs }) =>
    element("span", { class: "chip" }, `${label} ${needs}`)));
}

// For a manager: sums over floors of five homes or more, never a door.
function bands(found) {
  const most = Math.max(1, ...found.bands.map((band) => band.needs));
  return element("table", { class: "bands", tabindex: "0" },
    element("caption", {}, word("bands")),
    element("thead", { class: "visually-hidden" }, element("tr", {}, element("th", { scope: "col" }, word("floor_head")), element("th", { scope: "col" }, word("needs_head")), element("th", { scope: "col" }, word("homes_head")))),
    element("tbody", {}, ...found.bands.map((band) => {
      const bar = element("span", { class: "band-bar" });
      bar.style.width = `${Math.round((100 * band.needs) / most)}%`;
      const floors = band.low === band.high ? String(band.low) : `${band.low}–${band.high}`;
      return element("tr", {},
        element("th", { scope: "row" }, word("floor_short", { n: floors })),
        element("td", {}, element("div", { class: "band-cell" }, bar, element("span", {}, band.needs))),
        element("td", { class: "quiet number" }, word("homes", { n: band.homes })));
    })));
}

function front(found, onDoor) {
  if (!found.staircases.length) return element("p", { class: "empty" }, word("no_staircases"));
  const wide = widths(found.staircases);
  const rows = frontRows(found.staircases);
  if (!rows.length) return doorsOnly(found);
  const body = rows.map((row, at) => {
    const ground = row.above && !(rows[at + 1]?.above ?? false);
    return element("div", { class: `storey${ground ? " ground-floor" : ""}${row.above ? "" : " below"}`, role: "row" },
      element("span", { class: "floor", role: "rowheader" }, row.above ? row.floor : `B${-row.floor}`),
      ...row.stairs.map((doors, stair) => staircase(doors, wide[stair], row.floor, onDoor, found)));
  });
  const feet = element("div", { class: "storey feet", role: "row" }, element("span", { class: "floor" }),
    ...found.staircases.map((one, at) => sized(element("span", { class: "stair foot", role: "columnheader" }, foot(one)), wide[at])));
  return element("div", { class: "front-frame", tabindex: "0", role: "region", "aria-label": word("elevation") },
    element("div", { class: `front${Math.max(...wide) > CROWDED ? " crowded" : ""}`, role: "table", "aria-label": word("elevation") }, ...body, feet));
}

// Nobody knows how high the building is: what can be said, and what to do about it.
function doorsOnly(found) {
  return element("div", { class: "no-front" },
    element("p", {}, word(found.floors ? "no_flats" : "no_floors")),
    element("ul", { class: "doors", "aria-label": word("doors") }, ...found.staircases.map((one) => element("li", {}, foot(one)))));
}

function foot(stair) {
  return element("span", { class: "foot-words" },
    element("span", { class: stair.inferred ? "door-mark inferred" : "door-mark", title: stair.inferred ? word("inferred") : null }),
    element("span", {}, stair.label || word("entrance")),
    stair.lift ? element("span", { class: "lift", title: word("lift") }, icon("lift"), element("span", { class: "visually-hidden" }, word("lift"))) : null,
    stair.lift === false ? element("span", { class: "lift quiet", title: word("stairs") }, icon("stairs"), element("span", { class: "visually-hidden" }, word("stairs"))) : null);
}

function sized(part, doors) {
  part.style.setProperty("--doors", doors);
  return part;
}

function staircase(doors, wide, floor, onDoor, found) {
  return sized(element("span", { class: `stair${doors.length ? "" : " gap"}`, role: "cell" },
    ...doors.map((door) => doorButton(door, floor, wide, onDoor, found))), wide);
}

function doorButton(door, floor, wide, onDoor, found) {
  const use = door.use === "home" ? "" : word(`use_${door.use}`);
  if (!door.unit) return element("span", { class: "door unknown", title: word("urgency_unknown") }, "?");
  const number = shortNumber(door.number, floor, wide > CROWDED);
  const told = [door.number, use, found.bands ? "" : word(`urgency_${door.urgency}`), door.needs ? word("needs", { n: door.needs }) : "", door.care ? word("care") : ""];
  return element("button",
    { type: "button", class: `door ${door.urgency}${use ? " other" : ""}`, "data-unit": door.unit, "aria-label": told.filter(Boolean).join(", "), onclick: () => onDoor(door.unit) },
    element("span", {}, use && wide <= CROWDED ? use : number),
    door.care ? element("i", { class: "care-mark" }) : null,
    door.needs > 1 ? element("b", { "data-count": door.needs }) : null);
}

function key(found) {
  const sums = doorSums(found.staircases);
  const shown = KEY.filter((one) => sums[one]);
  if (!shown.length) return null;
  return element("ul", { class: "key" }, ...shown.map((one) =>
    element("li", {}, element("span", { class: `door ${one}`, "aria-hidden": "true" }, one === "unknown" ? "?" : ""), word(`urgency_${one}`), element("span", { class: "quiet" }, sums[one]))));
}
