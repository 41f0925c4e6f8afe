// The place picker: compound, building, entrance, then the flat in the floor grid.

import { fetched } from "../map/fetching.js";
import { word } from "../map/words.js";

const dialog = document.getElementById("picker");
const form = dialog?.querySelector("form");
let taken = null;

export function rows(flats) {
  const floors = new Map();
  for (const flat of flats) floors.set(flat.floor, [...(floors.get(flat.floor) ?? []), flat]);
  return [...floors].sort(([one], [other]) => other - one);
}

export async function pick({ buildings, doorways, at }) {
  const compounds = JSON.parse(document.getElementById("compounds").textContent);
  fill(form.elements.compound, compounds.map(([id, name]) => ({ key: `compound:${id}`, label: name })));
  preset("compound", at.compound);
  form.elements.compound.onchange = () => showBuildings(buildings, doorways);
  dialog.showModal();
  await showBuildings(buildings, doorways);
  if (preset("building", at.building)) await showDoorways(doorways);
  if (preset("entrance", at.entrance)) form.elements.entrance.onchange();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "take" ? taken : null);
  });
}

async function showBuildings(buildings, doorways) {
  const compound = chosen("compound");
  take(compound);
  hide("building", "entrance");
  const url = `${buildings}?compound=${encodeURIComponent(idOf(compound.key))}`;
  const found = await fetched(url);
  fill(form.elements.building, [{ key: "", label: word("whole_compound") }, ...found.buildings]);
  show("building");
  form.elements.building.onchange = () => showDoorways(doorways);
}

async function showDoorways(doorways) {
  hide("entrance");
  const building = chosen("building");
  take(building.key ? building : chosen("compound"));
  if (!building.key) return;
  const found = await fetched(`${doorways}?building=${encodeURIComponent(idOf(building.key))}`);
  fill(form.elements.entrance, [{ key: "", label: word("whole_building") }, ...found.doorways]);
  show("entrance");
  form.elements.entrance.onchange = () => showFlats(found.doorways);
  if (found.doorways.length === 1) {
    form.elements.entrance.value = found.doorways[0].key;
    showFlats(found.doorways);
  }
}

function showFlats(doorways) {
  const entrance = chosen("entrance");
  take(entrance.key ? entrance : chosen("building"));
  const door = doorways.find(({ key }) => key === entrance.key);
  grid().replaceChildren(...(door ? rows(door.flats).map((row) => floorRow(door, row)) : []));
}

function floorRow(door, [floor, flats]) {
  const line = document.createElement("div");
  line.className = "floor";
  const whole = { key: `${door.key}@${floor}`, label: word("floor", { n: floor }) };
  line.append(choice(whole, "storey"), ...flats.map((flat) => choice(flat, "flat")));
  return line;
}

function choice(place, kind) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = kind;
  button.textContent = place.label;
  button.addEventListener("click", () => {
    for (const other of grid().querySelectorAll("[aria-pressed]")) other.removeAttribute("aria-pressed");
    button.setAttribute("aria-pressed", "true");
    take(place);
  });
  return button;
}

function take({ key, label }) {
  const above = ["compound", "building", "entrance"]
    .map((level) => form.elements[level])
    .filter((select) => select.value && select.value !== key && !select.closest("label").hidden)
    .map((select) => select.selectedOptions[0].textContent);
  taken = { key, label: [...above, label].join(" ") };
}

function chosen(level) {
  const [option] = form.elements[level].selectedOptions;
  return { key: option?.value ?? "", label: option?.textContent ?? "" };
}

// Chooses the place that the card stands at, when it is among the options.
function preset(level, id) {
  const select = form.elements[level];
  const there = Boolean(id) && [...select.options].some(({ value }) => value === `${level}:${id}`);
  if (there) select.value = `${level}:${id}`;
  return there;
}

function fill(select, options) {
  select.replaceChildren(...options.map(({ key, label }) => new Option(label, key)));
}

function hide(...levels) {
  for (const level of levels) {
    form.elements[level].replaceChildren();
    form.elements[level].closest("label").hidden = true;
  }
  grid().replaceChildren();
}

function show(level) {
  form.elements[level].closest("label").hidden = false;
}

function grid() {
  return dialog.querySelector(".floor-grid");
}

function idOf(key) {
  return key.slice(key.indexOf(":") + 1);
}
