// A drawing of the compound under the map, to trace from.

import { element } from "../element.js";
import { say } from "./words.js";

export function planTool() {
  return { picks: true, hint: say("hint_plan"), card: () => element("p", { class: "quiet" }, say("no_plans")) };
}
