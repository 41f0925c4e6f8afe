// The scene: which needs a view is about. The same words stand in every address of the service.

export const KEYS = ["category", "group", "status", "from", "to", "compound"];

export function sceneOf(search) {
  const given = new URLSearchParams(search);
  const scene = {};
  for (const key of KEYS) if (given.get(key)) scene[key] = given.get(key);
  return scene;
}

export function queryOf(scene, extra = {}) {
  const query = new URLSearchParams();
  for (const key of KEYS) {
    if (scene[key] && !(key === "status" && scene[key] === "open")) query.set(key, scene[key]);
  }
  for (const [key, value] of Object.entries(extra)) if (value) query.set(key, value);
  return query.toString();
}

export function changed(scene, change) {
  const next = { ...scene, ...change };
  if (change.category) delete next.group;
  if (change.group) delete next.category;
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value));
}

const DAY_MS = 86_400_000;

// Days are written YYYY-MM-DD and counted in UTC, so that no time zone moves them.
export function presets(today) {
  const now = new Date(`${today}T00:00:00Z`);
  const monday = new Date(now.getTime() - ((now.getUTCDay() + 6) % 7) * DAY_MS);
  const season = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (now.getUTCMonth() % 3), 1));
  return {
    any: {},
    week: { from: written(monday), to: today },
    month: { from: `${today.slice(0, 8)}01`, to: today },
    season: { from: written(season), to: today },
  };
}

export function presetOf(scene, today) {
  const match = Object.entries(presets(today)).find(([, period]) => period.from === scene.from && period.to === scene.to);
  return match ? match[0] : null;
}

export function swapped(scene) {
  return scene.from && scene.to && scene.to < scene.from ? { ...scene, from: scene.to, to: scene.from } : scene;
}

function written(day) {
  return day.toISOString().slice(0, 10);
}
