// What the leader corrected stays corrected when the text is read again.
// A field is known by the place or promise it belongs to, not by its number, which may change.

function cardOf(field) {
  return field.closest("[data-words]");
}

function keyOf(field) {
  const card = cardOf(field);
  return card && `${card.dataset.words}|${field.name.replace(/^(item|promise)-\d+/, "$1")}`;
}

function isSet(field) {
  return field.type === "radio" ? field.checked : true;
}

export class Corrections {
  constructor() {
    this.kept = new Map();
  }

  note(field) {
    const key = keyOf(field);
    if (key && isSet(field)) this.kept.set(key, { value: field.value, label: field.dataset?.label });
  }

  // Puts the corrections back into `fields`; `missing(field, kept)` makes an option that is gone.
  apply(fields, missing = () => null) {
    const groups = new Map();
    for (const field of fields) {
      const key = keyOf(field);
      if (key) groups.set(key, [...(groups.get(key) ?? []), field]);
    }
    for (const [key, kept] of this.kept) {
      const group = groups.get(key);
      if (!group) continue;
      if (group[0].type !== "radio") {
        group[0].value = kept.value;
        continue;
      }
      const same = group.find((field) => field.value === kept.value) ?? missing(group[0], kept);
      if (same) same.checked = true;
    }
  }
}
