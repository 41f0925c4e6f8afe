// Colours of areas, and where the number of each stands.

// After Paul Tol's light scheme: eight hues that black figures stand on and most eyes tell apart.
const SHADES = ["#77aadd", "#ee8866", "#eedd88", "#ffaabb", "#99ddff", "#44bb99", "#bbcc33", "#aaaa00"];

export function shadeOf(number) {
  return SHADES[(number - 1) % SHADES.length];
}

// The building nearest to the mean of each area carries its number, so that it never stands outside.
export function middles(features, areaOf) {
  const points = new Map();
  for (const { properties: { id, at } } of features) {
    const number = areaOf.get(id);
    if (number === undefined || !at) continue;
    if (!points.has(number)) points.set(number, []);
    points.get(number).push(at);
  }
  return [...points].map(([number, all]) => {
    const mean = [0, 1].map((axis) => all.reduce((sum, at) => sum + at[axis], 0) / all.length);
    const gap = (at) => (at[0] - mean[0]) ** 2 + (at[1] - mean[1]) ** 2;
    return [number, all.reduce((best, at) => (gap(at) < gap(best) ? at : best))];
  });
}
