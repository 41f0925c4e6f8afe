// Makes one building of two: the first that is chosen keeps its number.

import { say } from "./words.js";

export function mergeTool(editor, { building = null } = {}) {
  let first = building ? `buildings/${building}` : editor.marks.chosen;
  if (!first?.startsWith("buildings/")) first = null;
  const label = (key) => editor.place(key)?.properties.label ?? "";
  const hint = () => (first ? say("hint_merge_other", { building: label(first) }) : say("hint_merge"));
  return {
    keepsChoice: true,
    hint: hint(),
    start: () => first && editor.marks.choose(first),
    pick(key) {
      if (!key?.startsWith("buildings/")) return true;
      if (!first) {
        first = key;
        editor.marks.choose(first);
        editor.panel.say(hint());
      } else if (key !== first) {
        const seen = { [first]: editor.place(first).properties.version, [key]: editor.place(key).properties.version };
        editor.propose({ act: "buildings.merged", told: { building: first.slice(10), other: key.slice(10) }, seen }, say("merge_ready", { one: label(first), other: label(key) }));
      }
      return true;
    },
  };
}
