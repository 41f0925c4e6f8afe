// The scale bar: the longest round length that fits. Over a sketched compound it says that it is one.

import { metresPerPixel } from "./ground_style.js";
import { word } from "./words.js";

const LONGEST_PX = 110;

export function roundLength(longest) {
  const decade = 10 ** Math.floor(Math.log10(longest));
  return [5, 2, 1].map((step) => step * decade).find((length) => length <= longest * (1 + 1e-9));
}

// Whether a compound that nobody has surveyed lies in the window: then no length is one.
export function showsSketch(window, compounds) {
  return compounds.some((one) => one.sketched && one.west < window.getEast() && one.east > window.getWest() && one.south < window.getNorth() && one.north > window.getSouth());
}

export function scaleBar(box, map, compounds = new Map()) {
  const [bar, label] = [document.createElement("span"), document.createElement("span")];
  bar.className = "scale-line";
  box.replaceChildren(label, bar);
  function draw() {
    bar.hidden = showsSketch(map.getBounds(), [...compounds.values()]);
    if (bar.hidden) {
      label.textContent = word("sketch");
      return;
    }
    const size = metresPerPixel(map.getCenter().lat, map.getZoom());
    const metres = roundLength(LONGEST_PX * size);
    bar.style.width = `${metres / size}px`;
    label.textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  }
  map.on("zoomend moveend", draw);
  draw();
  return draw;
}
