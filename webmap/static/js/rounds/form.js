// The form of a round: a start from the list, by address, on the map or where the phone is.
// A position goes into the form only when asked for.

import { fetched } from "../map/fetching.js";
import { drawGround } from "../map/ground.js";
import { clearReady, setReady } from "../map/ready.js";
import { SearchBox } from "../map/search_box.js";
import { word } from "../map/words.js";
import { barredMark, drawBuildings, startMark } from "./drawing.js";
import { Remembered, middleOf, positionOf, positionValue } from "./starting.js";

const { map, config: layers } = window.peoplesMap;
const config = JSON.parse(document.getElementById("config").textContent);
const $ = (id) => document.getElementById(id);
const start = $("start");
const remembered = new Remembered($("wish").dataset.account);
const points = new Map();
const mark = startMark([0, 0], word("start"));

function choose(value, label) {
  const known = [...start.options].find((option) => option.value === value);
  if (!known) start.prepend(new Option(label, value));
  start.value = value;
  show();
}

function show() {
  const at = positionOf(start.value);
  if (!at) return;
  mark.setLatLng([at[1], at[0]]).addTo(map);
  if (!map.getBounds().pad(-0.1).contains(mark.getLatLng())) map.panTo(mark.getLatLng(), { animate: false });
}

function note(sentence) {
  $("here-note").textContent = sentence;
  $("here-note").hidden = !sentence;
}

$("here").addEventListener("click", () => {
  note(word("waiting"));
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      choose(positionValue(coords.longitude, coords.latitude), word("here"));
      note("");
    },
    () => note(word("denied")),
    { enableHighAccuracy: true, timeout: 10000 },
  );
});
start.addEventListener("change", () => show());
map.on("click", ({ latlng }) => choose(positionValue(latlng.lng, latlng.lat), word("picked")));
new SearchBox($("q"), $("hits"), config.search, {
  onChoose: (hit) => {
    const at = middleOf(hit, points);
    if (at) choose(positionValue(...at), hit.kind === "resident" ? hit.note : hit.label);
  },
});
$("wish").addEventListener("submit", () => remembered.write(start.value, start.selectedOptions[0]?.text ?? ""));

async function begin() {
  const ticket = clearReady();
  try {
    const [ground, features] = await Promise.all([layers.ground, layers.buildings].map((url) => fetched(url)));
    features.features.forEach(({ properties: { id, at } }) => points.set(id, at));
    map.invalidateSize({ animate: false });
    const compounds = ground.features.filter(({ properties: { layer } }) => layer === "compound");
    if (compounds.length) map.fitBounds(L.geoJSON(compounds).getBounds(), { animate: false, padding: [16, 16] });
    drawGround(map, ground, layers.palette);
    drawBuildings(map, layers.palette, features);
    show();
    const { apart } = await fetched(config.apart);
    apart.forEach(({ at, words }) => barredMark(at, words).addTo(map));
    $("apart").textContent = apart.map(({ words }) => words).join(word("comma"));
    $("apart").hidden = !apart.length;
    await setReady(ticket);
  } catch (error) {
    if (!("status" in error)) throw error;
    $("round-state").textContent = error.message;
    $("round-state").hidden = false;
  }
}

const last = remembered.read();
if (last) choose(last.value, last.label);
begin();
