// What was typed stays on this phone until it is sent: a closed browser loses nothing.

const name = (writer) => `diary-draft:${writer}`;

export function draftOf(storage, writer) {
  try {
    const kept = JSON.parse(storage.getItem(name(writer)) ?? "null");
    return typeof kept?.text === "string" ? kept : null;
  } catch {
    return null;
  }
}

export function keepDraft(storage, writer, draft) {
  try {
    if (draft.text.trim() === "") storage.removeItem(name(writer));
    else storage.setItem(name(writer), JSON.stringify(draft));
  } catch {
    // storage is full or closed to us: the text still stands in the page
  }
}

// On a slow net somebody writes before this script is there: that stands behind what was kept. What
// the service put into the field (`defaultValue`) was not written now.
export function withTyped(kept, { value, defaultValue }) {
  const typed = value === defaultValue ? "" : value;
  return typed.trim() === "" || typed === kept ? kept : `${kept}\n${typed}`;
}

export function forgetDraft(storage, writer) {
  try {
    storage.removeItem(name(writer));
  } catch {
    // nothing was kept
  }
}
