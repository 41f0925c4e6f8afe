// How the ground is drawn: what lies under what, how wide, in which colour, from which zoom on.

const LEAST_PX = { road: 3, service: 1.6, footway: 0.8, path: 0.8, crossing: 0.6, steps: 1 };
// Farther out the ground steps back: no boundaries, thin roads, so that the buildings' colours speak.
const NEAR_FROM = 14.5;
const GATES_FROM = 16;
const DOORS_FROM = 18;
const FAR_GROWTH_PX = 0.6;
const WORLD_M = 40_075_016.686;

export function metresPerPixel(latitude, zoom) {
  return (WORLD_M * Math.cos((latitude * Math.PI) / 180)) / (256 * 2 ** zoom);
}

// The latitude of a row of world pixels.
export function latitudeOf(y, zoom) {
  return (Math.atan(Math.sinh(Math.PI * (1 - y / (128 * 2 ** zoom)))) * 180) / Math.PI;
}

export function isNear(zoom) {
  return zoom >= NEAR_FROM;
}

export function wayWidth({ kind, width_m: metres }, metresPerPx) {
  return Math.max((metres ?? 3) / metresPerPx, LEAST_PX[kind] ?? 1);
}

// The steps of drawing from the lowest to the highest: layers of the tiles and their style. `fill`,
// `line` and `width` are values or functions of (properties, metres a pixel).
export function groundSteps(palette, zoom) {
  const ofKind = (colours) => ({ kind }) => colours[kind] ?? colours.square;
  const roads = ["service", "road"];
  const above = ({ under }) => !under;
  const areas = { layers: ["area", "plot"], fill: ofKind(palette.area_fills), line: ofKind(palette.area_edges), width: 0.8 };
  const round = { cap: "round", join: "round" };
  const compounds = { layers: ["compound"], fill: palette.compound };
  if (!isNear(zoom)) {
    return [compounds, { ...areas, width: 0 }, { layers: roads, only: above, line: palette.road, width: (way, size) => Math.max((way.width_m ?? 3) / size, way.kind === "road" ? 1.2 : 0.8), ...round }];
  }
  return [
    compounds,
    areas,
    { layers: ["foot"], only: ({ kind }) => kind !== "steps", line: palette.foot, opacity: 0.75, width: (way, size) => Math.min(wayWidth(way, size), 4) },
    { layers: ["foot"], only: ({ kind }) => kind === "steps", line: palette.steps, opacity: 0.75, width: (way, size) => Math.min(wayWidth(way, size), 4), dash: [2, 2] },
    { layers: roads, only: ({ under }) => under, line: palette.tunnel, width: 1.6, dash: [5, 4] },
    { layers: roads, only: above, line: palette.road_edge, width: (way, size) => wayWidth(way, size) + 1.6, ...round },
    { layers: roads, only: above, line: palette.road, width: wayWidth, ...round },
    { layers: ["compound"], line: palette.wall, width: zoom < 15 ? 0.8 : 1.4, opacity: 0.9 },
    { layers: ["wall"], line: palette.wall, width: zoom >= 17 ? 1.4 : 0.8, opacity: zoom < 15 ? 0 : 0.8, ...round },
  ];
}

export function spotSteps(palette, zoom) {
  return [
    ...(zoom >= GATES_FROM ? [{ layers: ["gate"], radius: 3.5, fill: "#ffffff", line: palette.wall, width: 1.6 }] : []),
    ...(zoom >= DOORS_FROM ? [{ layers: ["door"], radius: 2.6, fill: ({ inferred }) => (inferred ? "#ffffff" : palette.edge), line: palette.edge, width: 1.4 }] : []),
  ];
}

// How a building looks. From afar it is thinner than its outline: it is drawn a little larger in its own
// colour, and only what is as light as paper has an outline.
export function houseStyle(fill, line, width, { light = false } = {}) {
  return { near: { fill, line, width }, far: light ? { fill, line, width: 0.4, grow: 0 } : { fill, grow: FAR_GROWTH_PX } };
}
