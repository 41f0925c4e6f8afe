// A press of the mouse that rests is the start of a click; one that moves drags the map.

const RESTS_MS = 60;

// Calls `told(latlng)` once a press on the map has neither moved nor ended for a moment.
export function onRestingPress(map, told) {
  let waiting = 0;
  map.on("mousedown", ({ latlng }) => {
    clearTimeout(waiting);
    waiting = setTimeout(told, RESTS_MS, latlng);
  });
  map.on("mousemove mouseup movestart", () => clearTimeout(waiting));
}
