// Photos stay on this phone under the key of their sentence until it has arrived: a closed browser
// and a dead spot lose none. Where the browser keeps nothing, they last as long as the page.

const NAME = "diary-photos";
const TABLE = "photos";

function asked(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

async function opened(factory) {
  const request = factory.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
  return asked(request);
}

export class PhotoShelf {
  constructor(writer, factory = globalThis.indexedDB) {
    Object.assign(this, { writer, factory, memory: new Map(), store: null });
  }

  place(key) {
    return `${this.writer}:${key}`;
  }

  async act(mode, work) {
    try {
      this.store ??= opened(this.factory);
      const table = (await this.store).transaction(TABLE, mode).objectStore(TABLE);
      return await asked(work(table));
    } catch {
      return undefined;
    }
  }

  // Each photo is { blob, exif }; exif is bytes or null.
  async keep(key, photos) {
    if (photos.length === 0) return this.forget(key);
    this.memory.set(key, photos);
    await this.act("readwrite", (table) => table.put(photos, this.place(key)));
  }

  async of(key) {
    const kept = await this.act("readonly", (table) => table.get(this.place(key)));
    return kept ?? this.memory.get(key) ?? [];
  }

  // Forgets the photos of this writer whose sentence is nowhere any more.
  async keepOnly(keys) {
    const wanted = new Set(keys.map((key) => this.place(key)));
    const all = await this.act("readonly", (table) => table.getAllKeys()) ?? [];
    const mine = all.filter((place) => String(place).startsWith(`${this.writer}:`));
    for (const place of mine.filter((one) => !wanted.has(one))) {
      await this.act("readwrite", (table) => table.delete(place));
    }
  }

  async forget(key) {
    this.memory.delete(key);
    await this.act("readwrite", (table) => table.delete(this.place(key)));
  }
}

// Adds photos to a form that is sent: what a camera wrote goes beside each, empty where it is lost.
export function addPhotos(form, photos) {
  photos.forEach(({ blob, exif }, n) => {
    form.append("photos", blob, `${n + 1}.jpg`);
    form.append("exif", new Blob(exif ? [exif] : []), `${n + 1}.exif`);
  });
  return form;
}
