// Starts the page of a round: the map, the list that is ticked, and planning again on the way.

import { element } from "../map/element.js";
import { fetched } from "../map/fetching.js";
import { drawGround } from "../map/ground.js";
import { clearReady, setReady } from "../map/ready.js";
import { SearchBox } from "../map/search_box.js";
import { word } from "../map/words.js";
import { phoneButtons } from "../today/ticking.js";
import { Drawing, drawBuildings } from "./drawing.js";
import { walkOn, wordedQueue } from "./onward.js";

const { map, config: layers } = window.peoplesMap;
const config = JSON.parse(document.getElementById("config").textContent);
const $ = (id) => document.getElementById(id);
const list = $("list");
const drawing = new Drawing(map, { onDoor: showDoor });
const walk = walkOn(list, config, wordedQueue(), { draw: redraw });

function redraw(round) {
  drawing.draw(round);
  drawing.fit(round);
}

function showDoor(unit) {
  const stop = list.querySelector(`.stop[data-unit="${CSS.escape(unit)}"]`);
  stop?.querySelector(".act").setAttribute("open", "");
  stop?.scrollIntoView({ block: "center" });
}

$("more").addEventListener("click", async (event) => {
  event.preventDefault();
  $("gained").replaceChildren(element("p", {}, word("working")));
  try {
    const { gained } = await fetched(config.more);
    const rows = gained.map(({ place, whys }) => element("li", {}, element("div", {}, element("strong", {}, place), " ", element("span", { class: "quiet" }, whys.join(word("comma"))))));
    $("gained").replaceChildren(rows.length ? element("ul", { class: "left" }, ...rows) : element("p", {}, word("nothing_more")));
  } catch (error) {
    if (!("status" in error)) throw error;
    $("gained").replaceChildren(element("p", { class: "fault" }, error.message));
  }
});

new SearchBox($("q"), $("hits"), config.search, { onChoose: (hit) => { $("add-unit").value = hit.unit ?? ""; } });
$("q").addEventListener("input", () => { $("add-unit").value = ""; });
phoneButtons(list, config);

async function start() {
  const ticket = clearReady();
  const box = $("round-state");
  try {
    const wanted = [layers.ground, layers.buildings, config.round];
    const [ground, features, round] = await Promise.all(wanted.map((url) => fetched(url)));
    // the view first: what is drawn after it is projected once
    map.invalidateSize({ animate: false });
    drawing.fit(round);
    drawGround(map, ground, layers.palette);
    drawBuildings(map, layers.palette, features);
    drawing.draw(round);
    await setReady(ticket);
  } catch (error) {
    if (!("status" in error)) throw error;
    box.textContent = error.message;
    box.hidden = false;
  }
}

walk.arrange();
start();
