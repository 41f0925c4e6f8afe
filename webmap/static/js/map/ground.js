// Draws what lies under the buildings: green, water, roads, paths, compounds, gates.

const AREA = { green: "#d5e3c8", water: "#bcd6e4", square: "#e6e1d3", parking: "#e3e0da" };
const WAY = { road: ["#ffffff", 9], service: ["#ffffff", 5], steps: ["#b9a78d", 2] };

export function drawGround(map, ground) {
  const of = (layer) => ground.features.filter((feature) => feature.properties.layer === layer);
  const still = { interactive: false };
  L.geoJSON(of("compound"), { ...still, style: { color: "#a79f8d", weight: 1.5, dashArray: "6 4", fillColor: "#f8f6f0", fillOpacity: 1 } }).addTo(map);
  L.geoJSON(of("area"), { ...still, style: ({ properties }) => ({ stroke: false, fillColor: AREA[properties.kind] ?? "#e6e1d3", fillOpacity: 1 }) }).addTo(map);
  L.geoJSON(of("way"), { ...still, style: ({ properties }) => {
    const [color, weight] = WAY[properties.kind] ?? ["#ffffff", 2.5];
    return { color, weight, opacity: 1 };
  } }).addTo(map);
}
