// Says when the map stands still: nothing is loading, the counts are applied, and two frames more.

const page = document.documentElement;
const waitedFor = new Set();
let turn = 0;

// Something is loading from here on, until `settled` is told the same name.
export function unsettled(what) {
  waitedFor.add(what);
  turn += 1;
  delete page.dataset.mapReady;
}

export async function settled(what) {
  waitedFor.delete(what);
  if (waitedFor.size) return;
  turn += 1;
  const mine = turn;
  await nextFrame();
  await nextFrame();
  if (mine === turn) page.dataset.mapReady = "true";
}

// For pages that load everything in one go.
export function clearReady() {
  unsettled("page");
  return turn;
}

export function setReady(ticket) {
  return ticket === turn ? settled("page") : null;
}

function nextFrame() {
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });
}
