// Logging out on a shared phone: what was typed and not yet sent must not stay behind unseen.

const KEPT = /^diary-/;
const UNSENT = /^diary-(unsent|refused|draft|series)/;

export function kept(storage) {
  return Object.keys(storage).filter((name) => KEPT.test(name));
}

export function isUnsent(storage) {
  return kept(storage).some((name) => UNSENT.test(name) && !["", "[]", "null"].includes(storage.getItem(name)));
}

export function forget(storage) {
  for (const name of kept(storage)) storage.removeItem(name);
}

export function guardLeaving(form, storage) {
  form.addEventListener("submit", (event) => {
    if (isUnsent(storage) && !window.confirm(form.dataset.unsent)) event.preventDefault();
    else forget(storage);
  });
}
