// Draws what lies around the buildings: areas, compounds, roads with their edge, paths, walls,
// gates, doors.

const FOOTPATHS = new Set(["footway", "path", "crossing", "steps"]);
const LEAST_PX = { road: 3, service: 1.6, footway: 0.8, path: 0.8, crossing: 0.6, steps: 1 };
const DOORS_FROM = 18;
const GATES_FROM = 16;

export function metresPerPixel(latitude, zoom) {
  return (156543.03392 * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom;
}

export function drawGround(map, ground, palette) {
  const below = pane(map, "ground", 350);
  const above = pane(map, "doors", 450);
  const of = (layer) => ground.features.filter((feature) => feature.properties.layer === layer);
  const still = { interactive: false, renderer: below };
  // a road block or an address that stands in for a compound has no boundary of its own
  const compounds = of("compound").filter((one) => !one.properties.made);
  L.geoJSON(compounds, { ...still, style: { stroke: false, fillColor: palette.compound, fillOpacity: 1 } }).addTo(map);
  L.geoJSON(of("area"), {
    ...still,
    style: ({ properties: { kind } }) => ({
      color: palette.area_edges[kind] ?? palette.area_edges.square, weight: 0.8, fillOpacity: 1,
      fillColor: palette.area_fills[kind] ?? palette.area_fills.square,
    }),
  }).addTo(map);
  const ways = of("way").filter((way) => way.properties.kind !== "wall");
  const walls = of("way").filter((way) => way.properties.kind === "wall");
  const paths = ways.filter((way) => FOOTPATHS.has(way.properties.kind));
  const roads = ways.filter((way) => !FOOTPATHS.has(way.properties.kind));
  const roadLine = { lineCap: "round", lineJoin: "round", opacity: 1 };
  const drawnPaths = L.geoJSON(paths, { ...still, style: ({ properties: { kind } }) => ({ ...roadLine, lineCap: "butt", color: kind === "steps" ? palette.steps : palette.foot, opacity: 0.75, dashArray: kind === "steps" ? "2 2" : null }) }).addTo(map);
  const edges = L.geoJSON(roads, { ...still, style: { ...roadLine, color: palette.road_edge } }).addTo(map);
  const fills = L.geoJSON(roads, { ...still, style: { ...roadLine, color: palette.road } }).addTo(map);
  L.geoJSON(compounds, { ...still, style: { color: palette.wall, weight: 1.4, fill: false, opacity: 0.9 } }).addTo(map);
  const drawnWalls = L.geoJSON(walls, { ...still, style: { ...roadLine, color: palette.wall, weight: 1 } }).addTo(map);
  const gates = spots(of("gate"), above, { radius: 3.5, weight: 1.6, color: palette.wall, fillColor: "#ffffff", fillOpacity: 1 });
  const doors = spots(of("door"), above, { radius: 2.6, weight: 1.4, color: palette.edge, fillColor: palette.edge, fillOpacity: 1 });
  doors.eachLayer((door) => door.feature.properties.inferred && door.setStyle({ fillColor: "#ffffff" }));

  function scaled() {
    const zoom = map.getZoom();
    const size = metresPerPixel(map.getCenter().lat, zoom);
    const width = ({ properties: { kind, width_m: metres } }) => Math.max((metres ?? 3) / size, LEAST_PX[kind] ?? 1);
    edges.setStyle((way) => ({ weight: width(way) + 1.6 }));
    fills.setStyle((way) => ({ weight: width(way) }));
    drawnPaths.setStyle((way) => ({ weight: Math.min(width(way), 4), opacity: zoom < 16 ? 0 : 0.75 }));
    drawnWalls.setStyle({ weight: zoom >= 17 ? 1.4 : 0.8, opacity: zoom < 15 ? 0 : 0.8 });
    shown(gates, zoom >= GATES_FROM);
    shown(doors, zoom >= DOORS_FROM);
  }

  function shown(layer, wanted) {
    if (wanted !== map.hasLayer(layer)) (wanted ? map.addLayer(layer) : map.removeLayer(layer));
  }

  map.on("zoomend", scaled);
  scaled();
}

function spots(features, renderer, style) {
  return L.geoJSON(features, {
    pointToLayer: (_, at) => L.circleMarker(at, { ...style, renderer, interactive: false }),
  });
}

// A pane that lets clicks through, with a canvas of its own.
function pane(map, name, level) {
  const made = map.createPane(name);
  made.style.zIndex = level;
  made.style.pointerEvents = "none";
  return L.canvas({ pane: name, padding: 0.3 });
}
