// Flat metres around a spot, and what is nearest to what in them. Positions are [lon, lat].

const METRE_NORTH = 1 / 111_132;

export function metreEast(latitude) {
  return METRE_NORTH / Math.cos((latitude * Math.PI) / 180);
}

export function metresBetween([lon, lat], [otherLon, otherLat]) {
  return Math.hypot((otherLon - lon) / metreEast(lat), (otherLat - lat) / METRE_NORTH);
}

export function stepped([lon, lat], eastM, northM) {
  return [lon + eastM * metreEast(lat), lat + northM * METRE_NORTH];
}

// The rings of a polygon or of several, as lists of positions.
export function ringsOf({ type, coordinates }) {
  return type === "MultiPolygon" ? coordinates.flat() : coordinates;
}

// The point of the outline nearest to a position, and how many metres off it is.
export function nearestOnOutline(geometry, at) {
  let best = { at, metres: Infinity };
  for (const ring of ringsOf(geometry)) {
    for (let k = 1; k < ring.length; k += 1) {
      const found = nearestOnWall(ring[k - 1], ring[k], at);
      if (found.metres < best.metres) best = found;
    }
  }
  return best;
}

function nearestOnWall(from, to, at) {
  const east = metreEast(at[1]);
  const [ax, ay] = [(from[0] - at[0]) / east, (from[1] - at[1]) / METRE_NORTH];
  const [bx, by] = [(to[0] - at[0]) / east, (to[1] - at[1]) / METRE_NORTH];
  const [dx, dy] = [bx - ax, by - ay];
  const long = dx * dx + dy * dy;
  const share = long ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / long)) : 0;
  const [x, y] = [ax + share * dx, ay + share * dy];
  return { at: [at[0] + x * east, at[1] + y * METRE_NORTH], metres: Math.hypot(x, y) };
}

export function lengthOf(corners) {
  return corners.slice(1).reduce((sum, at, k) => sum + metresBetween(corners[k], at), 0);
}

// Square metres within the corners.
export function areaOf(corners) {
  if (corners.length < 3) return 0;
  const [lon, lat] = corners[0];
  const flat = corners.map((at) => [(at[0] - lon) / metreEast(lat), (at[1] - lat) / METRE_NORTH]);
  const twice = flat.reduce((sum, [x, y], k) => {
    const [nextX, nextY] = flat[(k + 1) % flat.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

// Whether two of the sides cross, so that it can be said before anything is sent.
export function crossesItself(corners, { closed }) {
  const sides = corners.slice(1).map((at, k) => [corners[k], at]);
  if (closed && corners.length > 2) sides.push([corners[corners.length - 1], corners[0]]);
  for (let one = 0; one < sides.length; one += 1) {
    for (let other = one + 2; other < sides.length; other += 1) {
      if (closed && one === 0 && other === sides.length - 1) continue;
      if (cross(...sides[one], ...sides[other])) return true;
    }
  }
  return false;
}

function cross(a, b, c, d) {
  const side = (p, q, r) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

// The corners of a rectangle around a position, its long side turned against the clock from the east.
export function rectangle(at, lengthM, depthM, turnedDeg) {
  const [cos, sin] = [Math.cos((turnedDeg * Math.PI) / 180), Math.sin((turnedDeg * Math.PI) / 180)];
  return [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([x, y]) => {
    const [along, across] = [(x * lengthM) / 2, (y * depthM) / 2];
    return stepped(at, along * cos - across * sin, along * sin + across * cos);
  });
}
