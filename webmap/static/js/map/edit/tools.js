// The tools of editing by name. A tool that draws has `tap(at)`; one that chooses has `picks`.

import { blockTool } from "./tool_block.js";
import { boundaryTool, pathTool, splitTool } from "./tool_lines.js";
import { mergeTool } from "./tool_merge.js";
import { planTool } from "./tool_plan.js";
import { doorTool, gateTool } from "./tool_spots.js";
import { say } from "./words.js";

const TOOLS = {
  pick: () => ({ picks: true, hint: say("hint_pick") }),
  door: doorTool,
  gate: gateTool,
  path: pathTool,
  block: blockTool,
  split: splitTool,
  merge: mergeTool,
  boundary: boundaryTool,
  plan: planTool,
};

export function toolNamed(name, editor, given) {
  return TOOLS[name](editor, given);
}
