// Starts the people's map and holds its parts together: one scene, one address, one open building.

import { BaseMap } from "./base_map.js";
import { Buildings } from "./buildings.js";
import { Drawer } from "./drawer.js";
import { element } from "./element.js";
import { fetched, latest } from "./fetching.js";
import { Filters } from "./filters.js";
import { drawLegend } from "./legend.js";
import { Layers } from "./layers.js";
import { locateButton } from "./locate.js";
import { settled, unsettled } from "./ready.js";
import { scaleBar } from "./scale_bar.js";
import { changed, queryOf, sceneOf } from "./scene.js";
import { SearchBox } from "./search_box.js";
import { Sheet, roomFor } from "./sheet.js";
import { setStage } from "./stage.js";
import { hashOf, viewOf } from "./view.js";
import { word } from "./words.js";

const { map, config } = window.peoplesMap;
const choices = JSON.parse(document.getElementById("choices").textContent);
const $ = (id) => document.getElementById(id);
const askCounts = latest();
const compounds = new Map();
let drawScale = () => {};
let scene = sceneOf(location.search);
let roster = "";
let countsKnown = null;

const layers = new Layers($("layer-choice"), choices.layers, { onChange: (id) => recolour(id) });
layers.choose(layerOf(location.search));
const needWords = ["legend-title", "figure-unit"].map((id) => [id, $(id).textContent]);
const sheet = new Sheet($("panel"), $("sheet-handle"));
const buildings = new Buildings(map, config.palette, { compounds, onOpen: (id) => open(id), onPress: (id) => drawer.expect(id) });
const covered = () => sheet.covered([$("panel"), document.querySelector(".finder"), document.querySelector(".map-tools"), document.querySelector(".map-foot")]);
const base = new BaseMap(map, config, {
  steps: (hidden, zoom) => buildings.steps(hidden, zoom),
  names: { buildings, covered },
  onFault: (error) => error.name !== "AbortError" && tell(error.message, { retry: () => base.grid.redraw() }),
  onGone: () => location.reload(),
  first: new Promise((resolve) => { countsKnown = resolve; }),
});
firstView(); // the tiles are on their way while the rest of the page is made
const drawer = new Drawer($("drawer"), config, { scene: () => scene, onClose: () => open(null), onMove: address });
const filters = new Filters($("filters"), choices, { onChange: (next) => look(next), onPress: (next) => askCounts.early(countsOf(next)) });

function address(kind = "replaceState") {
  const query = queryOf(scene, { layer: layers.chosen, building: drawer.building, unit: drawer.unit });
  const { lat: latitude, lng: longitude } = map.getCenter();
  const hash = hashOf({ zoom: map.getZoom(), latitude, longitude });
  const wanted = `${location.pathname}${query ? `?${query}` : ""}${hash}`;
  if (wanted !== location.pathname + location.search + location.hash) history[kind](null, "", wanted);
  const sceneQuery = queryOf(scene) ? `?${queryOf(scene)}` : "";
  const inside = layers.chosen === "silence" && scene.compound ? `?${new URLSearchParams({ compound: scene.compound })}` : "";
  for (const id of ["to-list", "list-link"]) $(id).href = layers.chosen ? `${config.layer_lists[layers.chosen]}${inside}` : `${config.list}${sceneQuery}`;
  if (config.snapshots) Object.assign($("snapshot-link"), { href: `${config.snapshots}${sceneQuery}`, hidden: false });
}

function tell(sentence, { retry = null } = {}) {
  const box = $("map-state");
  const parts = sentence ? [element("span", {}, sentence)] : [];
  if (retry) parts.push(element("button", { type: "button", class: "button", onclick: retry }, word("retry")));
  if (sentence && !retry) parts.push(element("button", { type: "button", class: "plain", "aria-label": word("close"), onclick: () => tell("") }, "×"));
  box.replaceChildren(...parts);
  box.hidden = !sentence;
}

async function look(next) {
  const moved = next.compound !== scene.compound;
  scene = next;
  const counted = count();
  if (moved) fit(compounds.get(scene.compound) ?? config.bounds);
  address();
  filters.show(scene);
  if (drawer.building) drawer.refresh();
  await counted;
}

function fit(bounds) {
  const { west, south, east, north } = bounds;
  map.fitBounds([[south, west], [north, east]], { animate: false, maxZoom: 18, ...sheet.margins() });
}

function countsOf(wanted) {
  return `${config.counts}?${queryOf(wanted, { roster })}`;
}

async function count() {
  unsettled("counts");
  try {
    await show(await askCounts(countsOf(scene)));
    tell("");
    settled("counts");
  } catch (error) {
    if (error.name !== "AbortError") tell(error.message, { retry: count });
  }
}

async function show(found) {
  roster = found.roster;
  buildings.take(found);
  $("panel").dataset.layer = layers.chosen;
  if (layers.chosen) {
    await showLayer();
    return;
  }
  for (const [id, words] of needWords) $(id).textContent = words;
  countsKnown();
  const repainted = base.repaint();
  drawLegend($("legend"), found.classes);
  filters.show(scene, found.categories);
  const { totals } = found;
  const shown = choices.role !== "steward"; // whom a 0 would tell what is not so
  $("figure").textContent = shown ? totals.needs : "–";
  $("care").textContent = totals.people;
  $("care-hint").textContent = word("care_hint", { n: totals.care });
  $("care-button").hidden = !shown || choices.role === "partner" || (!totals.households && !totals.people);
  $("care-button").setAttribute("aria-pressed", String(scene.group === "people"));
  const homesKnown = totals.households > 0;
  $("figure-note").textContent = word(shown ? (homesKnown ? "out_of" : "without_homes") : "not_shown", {
    homes: totals.households,
    buildings: homesKnown && shown ? totals.buildings : totals.all_buildings,
  });
  $("as-of").textContent = word("as_of", { day: found.today });
  $("late").textContent = totals.overdue ? word("overdue", { n: totals.overdue }) : "";
  $("late").hidden = !totals.overdue;
  $("elsewhere").textContent = totals.elsewhere ? word("elsewhere", { n: totals.elsewhere }) : "";
  $("reset").hidden = !queryOf(scene);
  $("none").textContent = word(homesKnown ? "none_here" : "no_homes");
  $("none").hidden = totals.needs > 0 || !totals.all_buildings || (!shown && homesKnown);
  most(found.most);
  await repainted;
}

async function showLayer() {
  const asked = layers.chosen;
  tell(word("loading"));
  const found = await layers.found(config, roster, scene.compound);
  if (asked !== layers.chosen) return;
  tell("");
  buildings.cover(found);
  countsKnown();
  const repainted = base.repaint();
  drawLegend($("legend"), found.classes);
  layers.tell($, found);
  $("late").hidden = true;
  filters.show(scene);
  await repainted;
}

function layerOf(search) {
  return new URLSearchParams(search).get("layer") ?? "";
}

async function recolour(id) {
  layers.choose(id);
  address("pushState");
  await count();
}

// The buildings with the most needs: the keyboard's way into the map.
function most(found) {
  $("most").replaceChildren(...found.map(({ id, compound, label, needs }) =>
    element("li", {}, element("button", { type: "button", class: "choice", onpointerdown: () => drawer.expect(id), onclick: () => open(id, { fly: true }) },
      element("span", { class: "choice-label" }, [compound, label].filter(Boolean).join(" ")), element("span", { class: "choice-count" }, needs)))));
  $("most-box").hidden = !found.length;
}

async function open(id, { unit = null, fly = false, kind = "pushState" } = {}) {
  const shown = drawer.show(id, unit);
  buildings.select(id);
  if (id) sheet.fold();
  address(kind);
  if (!id || !fly) return;
  unsettled("flight");
  const place = await shown;
  if (place && drawer.building === id) {
    map.setView([place.at[1], place.at[0]], Math.max(map.getZoom(), 18), { animate: false });
    map.panBy(roomFor($("drawer"), $("panel")), { animate: false });
  }
  settled("flight");
}

function chosen(hit) {
  if (hit.building) {
    open(hit.building, { unit: hit.unit, fly: true });
  } else if (hit.bounds) {
    const { west, south, east, north } = hit.bounds;
    map.fitBounds([[south, west], [north, east]], { animate: false, padding: [40, 40], maxZoom: 18 });
  }
}

function fromAddress() {
  const given = new URLSearchParams(location.search);
  return { id: given.get("building"), unit: given.get("unit") };
}

window.addEventListener("popstate", () => {
  scene = sceneOf(location.search);
  layers.choose(layerOf(location.search));
  const { id, unit } = fromAddress();
  open(id, { unit, kind: "replaceState" });
  count();
});

async function start() {
  unsettled("counts");
  tell("");
  try {
    const [places, found] = await Promise.all([fetched(config.compounds), askCounts(choices.counts ?? countsOf(scene)), changesDrawn()]);
    choices.counts = null; // it names what was true when the page was made
    for (const one of places.compounds) compounds.set(one.id, one);
    drawScale();
    filters.offer(places.compounds);
    await show(found);
    const { id, unit } = fromAddress();
    if (id) await open(id, { unit, fly: !viewOf(location.hash), kind: "replaceState" });
    await settled("counts");
    if (!drawer.building) address();
  } catch (error) {
    if (!("status" in error)) throw error;
    countsKnown();
    tell(error.message, { retry: start });
  }
}

async function changesDrawn() {
  if (config.changed) base.change(await fetched(config.changes));
}

// After an edit: what was changed is drawn over the tiles, and the counts follow.
async function placesChanged() {
  unsettled("places");
  layers.forget();
  base.change(await fetched(config.changes));
  await count();
  settled("places");
}

function firstView() {
  map.invalidateSize({ animate: false });
  const kept = viewOf(location.hash);
  if (kept) map.setView([kept.latitude, kept.longitude], kept.zoom, { animate: false });
  else if (config.bounds) fit(compounds.get(scene.compound) ?? config.bounds);
  base.start();
  buildings.base = base;
  map.on("moveend", () => address());
  setStage({
    map, config, open, tell, placesChanged,
    scene: () => scene,
    chosen: () => drawer.building,
    hold: (on) => buildings.hold(on),
    buildingAt: (at) => buildings.at(at),
  });
}

new SearchBox($("q"), $("hits"), config.search, { onChoose: chosen });
locateButton($("locate"), map, { palette: config.palette, tell });
drawScale = scaleBar($("scale"), map, compounds);
$("zoom-in").addEventListener("click", () => map.zoomIn(1));
$("zoom-out").addEventListener("click", () => map.zoomOut(1));
$("reset").addEventListener("click", () => look({}));
$("care-button").addEventListener("click", () => look(changed(scene, { group: scene.group === "people" ? "" : "people", category: "" })));
filters.show(scene);
$("no-places").hidden = Boolean(config.tiles);
start();
