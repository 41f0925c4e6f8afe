// Locate me: the position stays in this browser, it is never sent.

import { word } from "./words.js";

const FAULTS = { 1: "locate_denied", 2: "locate_unknown", 3: "locate_slow" };

export function locateButton(button, map, { palette, tell }) {
  let mark = null;
  button.addEventListener("click", () => {
    if (!("geolocation" in navigator) || !window.isSecureContext) {
      tell(word("locate_insecure"));
      return;
    }
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.removeAttribute("aria-busy");
        const at = [coords.latitude, coords.longitude];
        mark?.remove();
        mark = L.layerGroup([
          L.circle(at, { radius: coords.accuracy, color: palette.here, weight: 1, fillOpacity: 0.12, interactive: false }),
          L.circleMarker(at, { radius: 7, color: "#ffffff", weight: 2.5, fillColor: palette.here, fillOpacity: 1, interactive: false }),
        ]).addTo(map);
        map.setView(at, Math.max(map.getZoom(), 17), { animate: false });
        tell(word("located", { metres: Math.round(coords.accuracy) }));
      },
      (error) => {
        button.removeAttribute("aria-busy");
        tell(word(FAULTS[error.code] ?? "locate_unknown"));
      },
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 30_000 },
    );
  });
}
