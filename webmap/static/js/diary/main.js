// The diary page: drafts, live reading, corrections, the place picker and the count on the button.

import { posted } from "./asking.js";
import { Corrections } from "./corrections.js";
import { copyButtons } from "./copying.js";
import { draftOf, forgetDraft, keepDraft, withTyped } from "./draft.js";
import { LiveReading } from "./live.js";
import { PhotoShelf } from "./photo_shelf.js";
import { Photos } from "./photos.js";
import { pick } from "./picker.js";
import { Series } from "./series.js";
import { offerLines, showNext, showSeries } from "./series_bar.js";
import { keepWithoutSignal } from "./sending.js";
import { word } from "../map/words.js";
import { freshKey } from "../today/queue.js";

// Without signal nothing reads the text: the plainest words of danger are known here.
const DANGER = /[煤燃]气.?[味漏]|着火|起火|昏倒|晕倒|轻生|自杀|跳楼|打人|家暴/;

const sent = document.querySelector("[data-sent]");
if (sent) {
  new PhotoShelf(sent.dataset.sent).forget(draftOf(localStorage, sent.dataset.sent)?.key ?? "");
  forgetDraft(localStorage, sent.dataset.sent);
  const series = new Series(localStorage, sent.dataset.sent);
  series.arrived();
  showNext(series, sent.dataset.page);
}
copyButtons(document, (done) => word(done ? "copied" : "copy_selected"));

const reading = document.getElementById("reading");
const page = document.getElementById("diary");
const form = page ?? document.getElementById("check");
const corrections = new Corrections();

if (form) {
  form.addEventListener("change", ({ target }) => changed(target));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button.pick");
    if (button) replace(button);
  });
  dress();
}
if (page) write();

function write() {
  const { text, day, compound, seen, key } = page.elements;
  const state = document.getElementById("state");
  const [button] = [...page.querySelectorAll("button[value=confirm]")];
  const writer = page.dataset.writer;
  const series = new Series(localStorage, writer);
  const draft = draftOf(localStorage, writer);
  if (series.head && draft?.key !== series.head.key) {
    text.value = withTyped(series.head.text, text);
    key.value = series.head.key;
  } else if (draft && text.defaultValue.trim() === "") {
    text.value = withTyped(draft.text, text);
    if (draft.key) key.value = draft.key;
    if (draft.compound) compound.value = draft.compound;
    state.textContent = word("draft");
  }
  const photos = new Photos({
    form: page,
    shelf: new PhotoShelf(writer),
    write: (words) => {
      text.value = text.value.includes(words) ? text.value : `${words}${text.value}`;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  photos.restore();
  page.addEventListener("submit", () => series.leave(key.value));
  const left = () => forgetDraft(localStorage, writer);
  showSeries(series, left);
  const signal = keepWithoutSignal(page, photos, () => {
    photos.clear();
    series.arrived();
    if (series.head) Object.assign(text, { value: series.head.text });
    if (series.head) Object.assign(key, { value: series.head.key });
    showSeries(series, left);
    forgetDraft(localStorage, writer);
    live.typed(text.value, 0);
  });
  const live = new LiveReading({
    read: (words, signal) => posted(
      page.dataset.read, { text: words, day: day.value, compound: compound?.value }, signal),
    show: (answer) => {
      signal.heard();
      alarm(false);
      offerLines(answer.lines, (lines) => {
        series.start(lines, freshKey);
        forgetDraft(localStorage, writer);
        location.reload();
      });
      reading.innerHTML = answer.html; // escaped by the service's templates
      seen.value = answer.seen;
      state.textContent = "";
      dress();
      button.hidden = false;
      button.disabled = text.value.trim() === "" || answer.html === "";
    },
    clear: () => {
      alarm(false);
      offerLines([]);
      reading.replaceChildren();
      seen.value = state.textContent = "";
      button.hidden = true;
    },
    wait: () => {
      button.disabled = true;
      seen.value = "";
      if (!reading.hasChildNodes()) state.textContent = word("reading");
    },
    fail: (error) => {
      seen.value = "";
      if (error.status === 0) {
        signal.lost();
        alarm(DANGER.test(text.value));
      }
      state.textContent = error.message;
    },
  });
  const typed = () => {
    keepDraft(localStorage, writer, { text: text.value, compound: compound?.value, key: key.value });
    live.typed(text.value);
  };
  text.addEventListener("input", typed);
  window.visualViewport?.addEventListener("resize", () => {
    // the keyboard came up: what is being written stays in sight
    if (document.activeElement === text) text.scrollIntoView({ block: "nearest" });
  });
  day.addEventListener("change", typed);
  compound?.addEventListener("change", typed);
  if (text.value !== text.defaultValue) typed();
  else live.typed(text.value, 0);
}

function alarm(wanted) {
  document.getElementById("emergency").hidden = !wanted;
}

function changed(field) {
  if (!reading.contains(field)) return;
  corrections.note(field);
  if (field.name.endsWith("-place")) name(field);
  if (field.name.endsWith("-add") && field.value) another(field);
  count();
}

// Puts corrections back and shows what only works with a script.
function dress() {
  corrections.apply(reading.querySelectorAll("input[name], select[name]"), option);
  for (const field of reading.querySelectorAll("input[name$='-place']:checked")) name(field);
  for (const button of reading.querySelectorAll("button.pick")) button.hidden = false;
  count();
}

function name(field) {
  const card = field.closest("fieldset.item");
  if (!card || !field.checked) return;
  for (const place of card.querySelectorAll(".where")) place.textContent = field.dataset.label;
}

function another(select) {
  const label = select.closest("label");
  if (label.nextElementSibling?.matches("label.add")) return;
  const next = label.cloneNode(true);
  next.querySelector("select").value = "";
  label.after(next);
}

async function replace(button) {
  const card = button.closest("fieldset.item");
  const { buildings, doorways } = form.dataset;
  const place = await pick({ buildings, doorways, at: card.dataset });
  if (!place) return;
  const radio = option({ name: `item-${card.dataset.item}-place`, closest: (what) => button.closest(what) },
    { value: place.key, label: place.label });
  radio.checked = true;
  changed(radio);
}

function option(beside, { value, label }) {
  if (!label) return null;
  const card = beside.closest("fieldset.item");
  const [same] = [...card.querySelectorAll("input[type=radio]")].filter(
    (field) => field.name === beside.name && field.value === value);
  if (same) return same;
  const row = document.createElement("label");
  row.className = "option";
  const radio = Object.assign(document.createElement("input"), { type: "radio", name: beside.name, value });
  radio.dataset.label = label;
  const words = document.createElement("span");
  words.textContent = label;
  row.append(radio, words);
  card.querySelector("button.pick").before(row);
  return radio;
}

function count() {
  const buttons = form.querySelectorAll("button[value=confirm], #check .primary, .send .primary");
  const kept = reading.querySelectorAll(
    "input[type=radio][value=keep]:checked, input[name*='-settled-']:checked:not([value=refuse])").length;
  const added = [...reading.querySelectorAll("select[name$='-add']")].filter(({ value }) => value).length;
  const n = kept + added;
  for (const button of buttons) button.textContent = n ? word("confirm", { n }) : word("confirm_none");
  const open = [...reading.querySelectorAll(".need.sensitive")].filter((need) => !need.querySelector(":checked"));
  const state = document.getElementById("state");
  if (state && open.length) state.textContent = word("taps", { n: open.length });
}
