// Draws the buildings.

export function drawBuildings(map, buildings) {
  return L.geoJSON(buildings, { style: { color: "#6b675f", weight: 1, fillColor: "#d9d4c9", fillOpacity: 1 } }).addTo(map);
}
