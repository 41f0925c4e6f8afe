// Says when the map stands still: after the last drawing, counts included, and two frames more.

const page = document.documentElement;
let loading = 0;

export function clearReady() {
  loading += 1;
  delete page.dataset.mapReady;
  return loading;
}

export async function setReady(ticket) {
  await nextFrame();
  await nextFrame();
  if (ticket === loading) page.dataset.mapReady = "true";
}

function nextFrame() {
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });
}
