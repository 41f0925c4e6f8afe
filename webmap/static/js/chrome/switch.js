// A choice of the reader that is a class on the page and is kept in the browser.

export class Switch {
  constructor(root, name, storage) {
    Object.assign(this, { root, name, storage });
    if (storage?.getItem(this.key) === "on") root.classList.add(name);
  }

  get key() {
    return `peoples-map.${this.name}`;
  }

  get on() {
    return this.root.classList.contains(this.name);
  }

  toggle() {
    const on = !this.on;
    this.root.classList.toggle(this.name, on);
    if (on) this.storage?.setItem(this.key, "on");
    else this.storage?.removeItem(this.key);
    return on;
  }
}
