// A round on the way, on its own page and on that of the day: ticks, and planning again from here.

import { element } from "../map/element.js";
import { word } from "../map/words.js";
import { bringFields } from "../today/ticking.js";
import { pageQueue, postedForm } from "../today/writing.js";
import { Walk } from "./walk.js";
import { clockNow, knownPosition } from "./whereabouts.js";

const told = document.getElementById("told");

export function tell(sentence, kind = "") {
  told.textContent = sentence;
  told.className = `told ${kind}`;
  told.hidden = !sentence;
}

// A note became a draft of the diary: the mark of its home leads there.
function showDraft(unit, href) {
  const line = document.querySelector(`.stop[data-unit="${CSS.escape(unit)}"] .mark-line .undo`);
  line?.append(element("a", { class: "draft", href }, word("draft")));
}

export function wordedQueue() {
  return pageQueue({
    tell: (waiting) => tell(waiting ? word("waiting", { n: waiting }) : ""),
    refuse: (_, error) => tell(error.message, "fault"),
    done: (write, answer) => { if (answer?.draft) showDraft(write.unit, answer.draft); },
  });
}

// Planning again: what was ticked is sent first, then the list and the line come back together.
export function walkOn(list, config, queue, { draw = () => {} } = {}) {
  async function replan(form) {
    const button = form.querySelector("button");
    const fields = { ...Object.fromEntries(new FormData(form)), now: clockNow() };
    tell(word("working"));
    button.disabled = true;
    try {
      const [sent, at] = await Promise.all([queue.flush(), knownPosition()]);
      if (!sent) return;
      const answer = await postedForm(config.replan, at ? { ...fields, at } : fields);
      // our own template wrote it, with every text escaped
      list.innerHTML = answer.html;
      bringFields(list);
      draw(answer.round);
      tell(answer.done);
      list.querySelector("#next-door").scrollIntoView({ block: "nearest" });
    } catch (error) {
      if (!("status" in error)) throw error;
      tell(error.message, "fault");
    } finally {
      button.disabled = false;
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".again, .add")) return;
    event.preventDefault();
    replan(event.target);
  });
  return new Walk(list, config, queue);
}
