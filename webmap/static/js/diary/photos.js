// Photos of a sentence: chosen or taken, made smaller, shown, and asked where they were taken.

import { element } from "../map/element.js";
import { fetched } from "../map/fetching.js";
import { word } from "../map/words.js";
import { needsSignal } from "./asking.js";
import { exifOf } from "./exif.js";
import { shrunk } from "./shrinking.js";

export const MOST = 9;

export class Photos {
  // `form` is the diary's; `shelf` keeps the photos; `write(words)` puts a place into the text.
  constructor({ form, shelf, write }) {
    Object.assign(this, { form, shelf, write, all: [] });
    for (const input of form.querySelectorAll(".photo-pick input, .photo-take input")) {
      input.addEventListener("change", () => this.add([...input.files]));
    }
    form.classList.add("scripted");
    form.querySelector(".photo-take").hidden = !matchMedia("(pointer: coarse)").matches;
  }

  get key() {
    return this.form.elements.key.value;
  }

  async restore() {
    this.all = await this.shelf.of(this.key);
    this.changed();
  }

  async add(files) {
    this.say(files.length + this.all.length > MOST ? word("photo_most", { n: MOST }) : "");
    for (const file of files.slice(0, MOST - this.all.length)) {
      try {
        const exif = await exifOf(file);
        this.all = [...this.all, { blob: await shrunk(file), exif }];
        if (exif) this.suggest(exif);
      } catch {
        this.say(word("photo_failed"));
      }
    }
    await this.shelf.keep(this.key, this.all);
    this.changed();
  }

  async drop(photo) {
    this.all = this.all.filter((one) => one !== photo);
    await this.shelf.keep(this.key, this.all);
    this.changed();
  }

  // Takes over the photos that wait under another key.
  async take(key) {
    this.all = [...this.all, ...await this.shelf.of(key)].slice(0, MOST);
    await this.shelf.keep(this.key, this.all);
    await this.shelf.forget(key);
    this.changed();
  }

  // The sentence left under its key: the next one has no photos yet.
  clear() {
    this.all = [];
    this.say("");
    this.changed();
  }

  changed() {
    this.fill();
    const list = this.form.querySelector("#photos");
    list.replaceChildren(...this.all.map((photo) => element("li", {},
      thumbnail(photo.blob),
      element("button", { type: "button", class: "plain", onclick: () => this.drop(photo) }, word("photo_drop")))));
  }

  // Puts the smaller pictures into the form's own fields, so that it is sent as any other.
  fill() {
    const photos = new DataTransfer();
    const exif = new DataTransfer();
    this.all.forEach((one, n) => {
      photos.items.add(new File([one.blob], `${n + 1}.jpg`, { type: "image/jpeg" }));
      exif.items.add(new File(one.exif ? [one.exif] : [], `${n + 1}.exif`));
    });
    this.form.elements.photos.files = photos.files;
    this.form.elements.exif.files = exif.files;
  }

  async suggest(exif) {
    try {
      needsSignal();
      const body = new FormData();
      body.append("exif", new Blob([exif]), "exif");
      const token = document.querySelector("meta[name=csrf-token]").content;
      const headers = { Accept: "application/json", "X-CSRFToken": token };
      const { place } = await fetched(this.form.dataset.photoPlace, { method: "POST", headers, body });
      if (place) this.offer(place);
    } catch {
      // without signal nothing is suggested here; it is when the photo has arrived
    }
  }

  offer(place) {
    this.say(word("photo_at", { place: place.label }), element("button", {
      type: "button",
      onclick: () => {
        this.write(place.words);
        this.say("");
      },
    }, word("photo_write")));
  }

  say(...parts) {
    const line = this.form.querySelector("#photo-place");
    line.replaceChildren(...parts);
    line.hidden = !line.textContent;
  }
}

function thumbnail(blob) {
  const picture = element("img", { alt: "" });
  picture.src = URL.createObjectURL(blob);
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  return picture;
}
