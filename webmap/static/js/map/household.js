// The card of one flat: people, needs, promises, last visit, as far as its reader may know them.

import { element, icon } from "./element.js";
import { keyed, posted } from "./fetching.js";
import { word } from "./words.js";

export function drawHousehold(found, { config, onClose }) {
  const head = element("header", { class: "flat-head" },
    element("h3", { id: "flat-title", tabindex: "-1" }, found.home || found.unit),
    element("p", { class: "quiet" }, found.place),
    element("button", { type: "button", class: "plain close", "aria-label": word("close_flat"), onclick: onClose }, icon("close")));
  return element("section", { class: "flat card", "aria-labelledby": "flat-title" }, head, ...body(found, config));
}

function body(found, config) {
  if (found.detail === "none") {
    return [
      element("p", {}, word("flat_closed")),
      found.hrefs.household ? element("p", {}, element("a", { class: "button primary", href: found.hrefs.household }, word("open_with_reason"))) : null,
    ].filter(Boolean);
  }
  const parts = [];
  if (found.detail === "all") parts.push(people(found, config));
  if (found.mind?.length) parts.push(element("p", { class: "minds" }, ...found.mind.flatMap((one) => [element("span", { class: "chip" }, one), " "])));
  parts.push(needs(found, config));
  if (found.promises.length) parts.push(promises(found));
  if (found.detail === "all") parts.push(element("p", { class: "last-visit quiet" }, found.last_visit ? word("last_visit", { day: found.last_visit.on, outcome: found.last_visit.outcome }) : word("no_visit")));
  if (found.hrefs.diary) {
    parts.push(element("p", { class: "flat-acts" },
      element("a", { class: "button primary", href: found.hrefs.diary }, word("add_need")), " ",
      found.hrefs.past ? element("a", { class: "button", href: found.hrefs.past }, word("past")) : null, " ",
      found.hrefs.terms ? element("a", { class: "button", href: found.hrefs.terms }, word("terms")) : null));
  }
  return parts;
}

function people(found, config) {
  if (!found.people.length) return element("p", { class: "quiet" }, word("nobody_known"));
  return element("ul", { class: "people" }, ...found.people.map((one) => {
    const facts = [one.age ? word("age", { n: one.age }) : "", one.living].filter(Boolean).join(" · ");
    return element("li", {},
      element("p", {},
        element("strong", {}, found.hrefs.person && one.name
          ? element("a", { href: keyed(found.hrefs.person, one.id) }, one.name) : one.name || word("unnamed")),
        facts ? element("span", { class: "quiet" }, facts) : null,
        one.declines_visits ? element("span", { class: "chip" }, word("declines")) : null,
        one.away_until ? element("span", { class: "chip" }, word("away", { day: one.away_until })) : null),
      one.phone ? phone(one, config) : null);
  }));
}

function phone(one, config) {
  const button = element("button", { type: "button", class: "phone", "aria-label": word("show_phone", { phone: one.phone }) }, icon("phone"), element("span", {}, one.phone));
  button.addEventListener("click", async () => {
    try {
      const { phone: number } = await posted(keyed(config.phone, one.id));
      const link = element("a", { class: "phone", href: `tel:${number.replace(/[^\d+]/g, "")}` }, icon("phone"), element("span", {}, number));
      button.replaceWith(link);
      link.focus();
    } catch (error) {
      button.after(element("span", { class: "fault", role: "alert" }, error.message));
    }
  }, { once: true });
  return button;
}

function needs(found, config) {
  if (!found.needs.length) return element("p", { class: "quiet" }, word("no_needs"));
  return element("ul", { class: "wishes" }, ...found.needs.map((one) => {
    const title = config.cases ? element("a", { href: `/cases/${one.id}` }, one.category) : element("span", {}, one.category);
    const due = one.due_on && one.is_open ? element("span", { class: one.overdue ? "chip bad" : "chip" }, word(one.overdue ? "due_late" : "due", { day: one.due_on })) : null;
    return element("li", { class: one.is_open ? "" : "over" },
      element("p", { class: "wish-head" }, title, element("span", { class: "chip" }, one.state), due),
      one.words ? element("p", { class: "wish-words" }, one.words) : null,
      element("p", { class: "quiet" }, [one.handler, word("opened", { day: one.opened_on }), one.told_resident ? word("told") : ""].filter(Boolean).join(" · ")));
  }));
}

function promises(found) {
  return element("div", { class: "promises" },
    element("h4", {}, word("promises")),
    element("ul", {}, ...found.promises.map((one) =>
      element("li", {}, one.words, " ", one.due_on ? element("span", { class: one.late ? "chip bad" : "chip warn" }, word(one.late ? "due_late" : "due", { day: one.due_on })) : null,
        found.hrefs.promise_wrong ? doubt(found.hrefs, one.id) : null))));
}

// 说错了 on a promise: it is out of everything at once, and this button brings it back.
function doubt({ promise_wrong: wrong, promise_right: right }, id) {
  const button = element("button", { type: "button", class: "plain" }, word("wrong"));
  const told = element("span", { role: "status" });
  let away = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { done } = await posted(keyed(away ? right : wrong, id));
      away = !away;
      told.textContent = done;
      button.textContent = word(away ? "not_wrong" : "wrong");
      button.closest("li").classList.toggle("over", away);
    } catch (error) {
      told.textContent = error.message;
    }
    button.disabled = false;
  });
  return element("span", { class: "doubt" }, " ", button, " ", told);
}
