// The scale bar: the longest round length that fits.

import { metresPerPixel } from "./ground_style.js";

const LONGEST_PX = 110;

export function roundLength(longest) {
  const decade = 10 ** Math.floor(Math.log10(longest));
  return [5, 2, 1].map((step) => step * decade).find((length) => length <= longest * (1 + 1e-9));
}

export function scaleBar(box, map) {
  const [bar, label] = [document.createElement("span"), document.createElement("span")];
  bar.className = "scale-line";
  box.replaceChildren(label, bar);
  function draw() {
    const size = metresPerPixel(map.getCenter().lat, map.getZoom());
    const metres = roundLength(LONGEST_PX * size);
    bar.style.width = `${metres / size}px`;
    label.textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  }
  map.on("zoomend moveend", draw);
  draw();
}
