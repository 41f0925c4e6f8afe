// Where the phone is and what it is, asked only when the walker plans again; never kept.

const WAIT_MS = 250;

export function clockNow(at = new Date()) {
  return `${at.getHours()}`.padStart(2, "0") + ":" + `${at.getMinutes()}`.padStart(2, "0");
}

// The position as "lon,lat" when it was allowed before and comes at once; else null: the door
// that was ticked last is right enough, and nobody waits in a stairwell for a permission.
export async function knownPosition({ permissions, geolocation } = navigator) {
  const allowed = await permissions?.query({ name: "geolocation" }).catch(() => null);
  if (allowed?.state !== "granted") return null;
  return new Promise((resolve) => {
    geolocation.getCurrentPosition(
      ({ coords }) => resolve(coords.accuracy > 100 ? null : `${coords.longitude.toFixed(6)},${coords.latitude.toFixed(6)}`),
      () => resolve(null),
      { enableHighAccuracy: true, maximumAge: 60000, timeout: WAIT_MS },
    );
  });
}
