// Site plans: sent once, laid by two or three points, shown under the map while somebody traces.

import { element } from "../element.js";
import { choice, field } from "./forms.js";
import { latLng } from "./marks.js";
import { picture } from "./pictures.js";
import { PlanOverlay } from "./plan_overlay.js";
import * as service from "./service.js";
import { say } from "./words.js";

export function planTool(editor, { align = null } = {}) {
  editor.overlay ??= new PlanOverlay(editor.map);
  return align ? alignTool(editor, align) : listTool(editor);
}

function listTool(editor) {
  const list = element("ul", { class: "edit-plans" });
  const more = element("details", { class: "edit-history" }, element("summary", {}, say("new_plan")), uploadForm(editor));
  const card = element("div", { class: "edit-form" }, list, more);
  const draw = async () => {
    try {
      const found = await service.plans();
      list.replaceChildren(...found.map((plan) => line(editor, plan)));
      more.open = !found.length;
      if (!found.length) list.replaceChildren(element("li", { class: "quiet" }, say("no_plans")));
    } catch (error) {
      editor.panel.say(error.message, "bad");
    }
  };
  return { picks: true, hint: say("hint_plan"), card: () => card, start: draw };
}

function line(editor, plan) {
  const { overlay } = editor;
  const shown = overlay.plan?.id === plan.id;
  const opacity = element("input", { type: "range", min: 10, max: 100, value: Math.round(overlay.opacity * 100), "aria-label": say("opacity"), oninput: () => overlay.fade(Number(opacity.value) / 100) });
  const turn = () => {
    if (shown) overlay.hide();
    else {
      overlay.show(plan);
      editor.map.fitBounds(overlay.bounds, { animate: false, maxZoom: 19, ...editor.panel.padding() });
    }
    editor.take("plan");
  };
  const remove = () => editor.again(async () => {
    await service.removePlan(plan.id);
    if (shown) overlay.hide();
  }, say("plan_removed"));
  return element("li", {},
    element("div", { class: "edit-plan-line" }, element("strong", {}, plan.name || say("tool_plan")),
      plan.corners.length ? element("button", { type: "button", "aria-pressed": String(shown), onclick: turn }, say(shown ? "hide" : "show")) : null,
      element("button", { type: "button", onclick: () => editor.take("plan", { align: plan }) }, say("align")),
      element("button", { type: "button", class: "plain danger", "aria-label": say("remove"), onclick: remove }, picture("bin"))),
    shown ? field(say("opacity"), opacity) : null);
}

function uploadForm(editor) {
  const compounds = [...editor.marks.places.values()].filter((one) => one.layer === "compounds").map((one) => [one.properties.id, one.properties.name]);
  const file = element("input", { type: "file", name: "picture", accept: "image/png,image/jpeg", required: true });
  const form = element("form", { class: "edit-form edit-upload" },
    field(say("plan_file"), file), field(say("compound"), choice("compound", compounds, compounds[0]?.[0])),
    field(say("plan_name"), element("input", { name: "name", maxlength: 60 })),
    element("button", { class: "primary" }, say("upload")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (file.files[0].size > 10 * 2 ** 20) {
      editor.panel.say(say("plan_large"), "bad");
      return;
    }
    editor.panel.say(say("sending"));
    try {
      const { plan } = await service.addPlan(new FormData(form));
      const sent = (await service.plans()).find((one) => one.id === plan);
      editor.take("plan", { align: sent });
    } catch (error) {
      editor.panel.say(error.message, "bad");
    }
  });
  return form;
}

// A point on the picture, then the same point on the map; two pairs lie it, a third straightens it.
function alignTool(editor, plan) {
  const { overlay } = editor;
  const pairs = [];
  let waiting = null;
  const group = L.featureGroup().addTo(editor.map);
  const image = element("img", { src: plan.href, alt: plan.name || say("tool_plan"), draggable: "false" });
  const marks = element("div", { class: "edit-plan-marks" });
  const frame = element("div", { class: "edit-plan-frame", tabindex: "0" }, element("div", { class: "edit-plan-sheet" }, image, marks));
  const done = element("button", { type: "button", class: "primary", hidden: true, onclick: () => editor.take("plan") }, say("align_done"));
  const card = element("div", { class: "edit-form" }, frame,
    element("div", { class: "edit-choices" },
      element("button", { type: "button", onclick: () => frame.classList.toggle("close") }, say("enlarge")),
      element("button", { type: "button", onclick: () => editor.take("plan", { align: plan }) }, say("again")),
      element("button", { type: "button", onclick: () => waiting && tap(editor.underCross()) }, picture("plus"), say("put_here")), done));
  const hint = () => editor.panel.say(waiting ? say("align_map", { n: pairs.length + 1 }) : say(pairs.length < 2 ? "align_picture" : pairs.length < 3 ? "align_third" : "align_all", { n: pairs.length + 1 }));

  image.addEventListener("click", ({ offsetX, offsetY }) => {
    if (pairs.length === 3) return;
    waiting = { x: (offsetX / image.clientWidth) * plan.width_px, y: (offsetY / image.clientHeight) * plan.height_px };
    draw();
  });

  const tap = async (at) => {
    if (!waiting) return;
    pairs.push({ ...waiting, at });
    waiting = null;
    draw();
    if (pairs.length < 2) return;
    try {
      const found = await service.layPlan(plan.id, pairs);
      overlay.show(found);
      done.hidden = false;
    } catch (error) {
      pairs.pop();
      draw();
      editor.panel.say(error.message, "bad");
    }
  };

  const draw = () => {
    const all = waiting ? [...pairs, waiting] : pairs;
    marks.replaceChildren(...all.map(({ x, y }, k) => {
      const dot = element("span", { class: "edit-plan-dot" }, k + 1);
      Object.assign(dot.style, { left: `${(100 * x) / plan.width_px}%`, top: `${(100 * y) / plan.height_px}%` });
      return dot;
    }));
    group.clearLayers();
    pairs.forEach(({ at }, k) => {
      const face = element("span", {}, k + 1);
      L.marker(latLng(at), { pane: "edit-marks", interactive: false, icon: L.divIcon({ className: "edit-mark fresh", html: face, iconSize: [26, 26] }) }).addTo(group);
    });
    hint();
  };

  return { tap, saves: false, hint: say("align_picture", { n: 1 }), card: () => card, stop: () => group.clearLayers().remove() };
}
