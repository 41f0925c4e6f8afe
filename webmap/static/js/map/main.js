// Starts the people's map and holds its parts together: one scene, one address, one open building.

import { Buildings } from "./buildings.js";
import { Drawer } from "./drawer.js";
import { element } from "./element.js";
import { fetched, latest } from "./fetching.js";
import { Filters } from "./filters.js";
import { drawGround } from "./ground.js";
import { Labels } from "./labels.js";
import { drawLegend } from "./legend.js";
import { locateButton } from "./locate.js";
import { clearReady, setReady } from "./ready.js";
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
let scene = sceneOf(location.search);
let buildings = null;
let labels = null;

const sheet = new Sheet($("panel"), $("sheet-handle"));
const drawer = new Drawer($("drawer"), config, { scene: () => scene, onClose: () => open(null), onMove: address });
const filters = new Filters($("filters"), choices, { onChange: (next) => look(next) });

function address(kind = "replaceState") {
  const query = queryOf(scene, { building: drawer.building, unit: drawer.unit });
  const { lat: latitude, lng: longitude } = map.getCenter();
  const hash = buildings ? hashOf({ zoom: map.getZoom(), latitude, longitude }) : location.hash;
  const wanted = `${location.pathname}${query ? `?${query}` : ""}${hash}`;
  if (wanted !== location.pathname + location.search + location.hash) history[kind](null, "", wanted);
  const sceneQuery = queryOf(scene) ? `?${queryOf(scene)}` : "";
  for (const id of ["to-list", "list-link"]) $(id).href = `${config.list}${sceneQuery}`;
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
  if (moved) map.fitBounds(buildings.bounds(scene.compound), { animate: false, maxZoom: 18, ...sheet.margins() });
  address();
  filters.show(scene);
  if (drawer.building) drawer.refresh();
  await count();
}

async function count() {
  const ticket = clearReady();
  try {
    show(await askCounts(`${config.counts}?${queryOf(scene)}`));
    tell("");
    await setReady(ticket);
  } catch (error) {
    if (error.name !== "AbortError") tell(error.message, { retry: count });
  }
}

function show(found) {
  buildings.paint(found);
  labels.draw();
  drawLegend($("legend"), found.classes);
  filters.show(scene, found.categories);
  const { totals } = found;
  $("figure").textContent = totals.needs - totals.care;
  $("care").textContent = totals.people;
  $("care-button").hidden = choices.role === "partner" || (!totals.households && !totals.people);
  $("care-button").setAttribute("aria-pressed", String(scene.group === "people"));
  const homesKnown = totals.households > 0;
  $("figure-note").textContent = homesKnown
    ? word("out_of", { homes: totals.households, buildings: totals.buildings })
    : word("without_homes", { buildings: totals.all_buildings });
  $("as-of").textContent = word("as_of", { day: found.today });
  const late = totals.overdue - totals.care_overdue;
  $("late").textContent = late ? word("overdue", { n: late }) : "";
  $("late").hidden = !late;
  $("elsewhere").textContent = totals.elsewhere ? word("elsewhere", { n: totals.elsewhere }) : "";
  $("reset").hidden = !queryOf(scene);
  $("none").textContent = word(homesKnown ? "none_here" : "no_homes");
  $("none").hidden = totals.needs > 0 || !buildings.byId.size;
  most(found);
}

// The buildings with the most needs: the keyboard's way into the map.
function most({ ids, counts }) {
  const ranked = ids.map((id, at) => [id, counts[at]]).filter(([, needs]) => needs).sort((a, b) => b[1] - a[1]).slice(0, 8);
  $("most").replaceChildren(...ranked.map(([id, needs]) => {
    const { compound, label } = buildings.byId.get(id)?.feature.properties ?? { label: id };
    return element("li", {}, element("button", { type: "button", class: "choice", onclick: () => open(id, { fly: true }) },
      element("span", { class: "choice-label" }, [compound, label].filter(Boolean).join(" ")), element("span", { class: "choice-count" }, needs)));
  }));
  $("most-box").hidden = !ranked.length;
}

function open(id, { unit = null, fly = false, kind = "pushState" } = {}) {
  buildings.select(id);
  if (id) sheet.fold();
  if (id && fly) buildings.fly(id);
  const shown = drawer.show(id, unit);
  address(kind);
  if (id && fly) map.panBy(roomFor($("drawer"), $("panel")), { animate: false });
  return shown;
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
  const { id, unit } = fromAddress();
  open(id, { unit, kind: "replaceState" });
  count();
});

async function start() {
  const ticket = clearReady();
  tell("");
  try {
    const wanted = [config.ground, config.buildings, `${config.counts}?${queryOf(scene)}`];
    const [ground, features, found] = await Promise.all(wanted.map((url) => fetched(url)));
    if (!buildings) draw(ground, features);
    show(found);
    const { id, unit } = fromAddress();
    if (id) await open(id, { unit, fly: !viewOf(location.hash), kind: "replaceState" });
    else address();
    $("no-places").hidden = features.features.length > 0;
    await setReady(ticket);
  } catch (error) {
    if (!("status" in error)) throw error;
    tell(error.message, { retry: start });
  }
}

function draw(ground, features) {
  map._onZoomTransitionEnd(); // else the opening animation of folium's map takes it back to its view
  map.invalidateSize({ animate: false });
  buildings = new Buildings(map, features, config.palette, { onOpen: (id) => open(id) });
  const kept = viewOf(location.hash);
  if (kept) {
    map.setView([kept.latitude, kept.longitude], kept.zoom, { animate: false });
  } else if (features.features.length) {
    map.fitBounds(buildings.bounds(), { animate: false, ...sheet.margins() });
  }
  drawGround(map, ground, config.palette); // after the view is set, so that it is drawn once
  labels = new Labels(map, ground, buildings, config.palette, { covered: () => sheet.covered([$("panel"), document.querySelector(".finder"), document.querySelector(".map-tools")]) });
  map.on("moveend", () => address());
  setStage({
    map, config, open, tell,
    scene: () => scene,
    chosen: () => drawer.building,
    hold: (on) => buildings.hold(on),
    buildingAt: (at) => buildings.at(at),
    placesChanged: () => location.reload(),
  });
}

new SearchBox($("q"), $("hits"), config.search, { onChoose: chosen });
locateButton($("locate"), map, { palette: config.palette, tell });
scaleBar($("scale"), map);
$("zoom-in").addEventListener("click", () => map.zoomIn(1));
$("zoom-out").addEventListener("click", () => map.zoomOut(1));
$("reset").addEventListener("click", () => look({}));
$("care-button").addEventListener("click", () => look(changed(scene, { group: scene.group === "people" ? "" : "people", category: "" })));
filters.show(scene);
start();
