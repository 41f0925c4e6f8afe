// Where a round starts: the choice in the form, and the last one of this account on this device.

export const positionValue = (lon, lat) => `${lon.toFixed(6)},${lat.toFixed(6)}`;

export function positionOf(value) {
  const [lon, lat] = value.split(",").map(Number);
  return Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : null;
}

// The middle of what a search found: the building's own point, else of its box.
export function middleOf(hit, points) {
  if (hit.building && points.has(hit.building)) return points.get(hit.building);
  if (!hit.bounds) return null;
  const { west, south, east, north } = hit.bounds;
  return [(west + east) / 2, (south + north) / 2];
}

export class Remembered {
  constructor(account, shelf = localStorage) {
    this.key = `peoples-map.round-start.${account}`;
    this.shelf = shelf;
  }

  read() {
    try {
      const kept = JSON.parse(this.shelf.getItem(this.key));
      return kept && positionOf(kept.value) ? kept : null;
    } catch {
      return null;
    }
  }

  // A shelf that is full or closed remembers nothing; the form works without it.
  write(value, label) {
    try {
      this.shelf.setItem(this.key, JSON.stringify({ value, label }));
    } catch {
      // nothing to do
    }
  }
}
