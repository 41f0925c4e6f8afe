// The panel: a card on the left of a wide window, a sheet above the tab bar of a phone.

export class Sheet {
  constructor(panel, handle) {
    Object.assign(this, { panel, handle });
    handle.addEventListener("click", () => isPhone() && this.unfold(!this.unfolded));
    handle.setAttribute("aria-expanded", String(!isPhone()));
    // what stands above it on a phone keeps clear of it, whatever it says and however large
    const measure = () => document.documentElement.style.setProperty("--panel-height", `${panel.offsetHeight}px`);
    new ResizeObserver(() => isPhone() && !this.unfolded && measure()).observe(panel);
  }

  get unfolded() {
    return this.panel.classList.contains("unfolded");
  }

  unfold(wanted) {
    this.panel.classList.toggle("unfolded", wanted);
    this.handle.setAttribute("aria-expanded", String(wanted || !isPhone()));
  }

  fold() {
    this.unfold(false);
  }

  // Boxes of the map that `parts` of the page lie on.
  covered(parts) {
    const { left, top } = document.querySelector(".map-frame").getBoundingClientRect();
    return parts.map((part) => part.getBoundingClientRect()).filter((box) => box.width)
      .map((box) => [box.left - left, box.top - top, box.right - left, box.bottom - top]);
  }

  // What the panel covers of the map, so that the places are shown beside it.
  margins() {
    const box = this.panel.getBoundingClientRect();
    return isPhone()
      ? { paddingTopLeft: [14, 76], paddingBottomRight: [14, box.height + 20] }
      : { paddingTopLeft: [box.right + 20, 24], paddingBottomRight: [64, 24] };
  }
}

export function isPhone() {
  return matchMedia("(max-width: 760px)").matches;
}

// How far the map moves so that what was in its middle is beside or above an open drawer.
export function roomFor(drawer, panel) {
  const { width, height } = drawer.getBoundingClientRect();
  return isPhone() ? [0, height / 2] : [(width - panel.getBoundingClientRect().right) / 2, 0];
}
