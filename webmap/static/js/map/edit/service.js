// Asks the service: what can be edited here, and that it be edited. A fault is one sentence.

import { fetched } from "../fetching.js";
import { say } from "./words.js";

const config = () => JSON.parse(document.getElementById("edit-config").textContent);

export class RefusedError extends Error {
  constructor(sentence, status, ask = null) {
    super(sentence);
    Object.assign(this, { status, ask });
  }
}

export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function placesIn({ west, south, east, north }, signal) {
  const box = [west, south, east, north].map((side) => side.toFixed(6)).join(",");
  return fetched(`${config().places}?box=${box}`, { signal });
}

export function unchecked({ lng, lat }) {
  return fetched(`${config().unchecked}?near=${lng.toFixed(4)},${lat.toFixed(4)}`);
}

export async function recentEdits() {
  return (await fetched(config().edits)).edits;
}

export async function historyOf(layer, id) {
  const address = config().history.replace("LAYER", layer).replace("ID", encodeURIComponent(id));
  return (await fetched(address)).edits;
}

export function make(act, told) {
  return posted(config().make.replace("ACT", act), told);
}

export function undo(edit) {
  return posted(config().undo.replace("0", edit), {});
}

export function redo(edit) {
  return posted(config().redo.replace("0", edit), {});
}

function posted(address, told) {
  return sent(address, JSON.stringify(told), { "Content-Type": "application/json" });
}

async function sent(address, body, kind = {}) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token, ...kind },
      body,
    });
  } catch {
    throw new RefusedError(say("offline"), 0);
  }
  const found = await answer.json().catch(() => ({}));
  if (answer.ok) return found;
  throw new RefusedError(found.error ?? say("failed"), answer.status, found.ask ?? null);
}

export async function plans() {
  return (await fetched(config().plans)).plans;
}

export function addPlan(form) {
  return sent(config().plans, form);
}

export function layPlan(plan, points) {
  return posted(config().lay_plan.replace("PLAN", plan), { points });
}

export function removePlan(plan) {
  return posted(config().remove_plan.replace("PLAN", plan), {});
}
