// What part of the ground is shown, as the last part of the address: #17.5/41.80123/123.35012.

export function viewOf(hash) {
  const match = /^#(\d{1,2}(?:\.\d+)?)\/(-?\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)$/.exec(hash);
  if (!match) return null;
  const [zoom, latitude, longitude] = match.slice(1).map(Number);
  return zoom <= 22 && Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180 ? { zoom, latitude, longitude } : null;
}

export function hashOf({ zoom, latitude, longitude }) {
  return `#${Number(zoom.toFixed(2))}/${latitude.toFixed(5)}/${longitude.toFixed(5)}`;
}
