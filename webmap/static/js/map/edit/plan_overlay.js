// A drawing under the map: moved, turned and stretched so that its corners lie where they belong.

import { latLng } from "./marks.js";

export class PlanOverlay {
  constructor(map) {
    Object.assign(this, { map, plan: null, opacity: 0.6 });
    const pane = map.getPane("edit-plan") ?? map.createPane("edit-plan");
    pane.style.zIndex = 465; // over the map, under what is drawn by hand
    pane.style.pointerEvents = "none";
    this.picture = document.createElement("img");
    this.picture.alt = "";
    this.picture.className = "edit-plan-picture leaflet-zoom-hide";
    this.pane = pane;
    this.placed = () => this.place();
  }

  show(plan) {
    this.plan = plan;
    if (!plan.corners.length) {
      this.hide();
      return;
    }
    if (this.picture.getAttribute("src") !== plan.href) this.picture.src = plan.href;
    this.pane.append(this.picture);
    this.map.on("zoomend viewreset moveend", this.placed);
    this.fade(this.opacity);
    this.place();
  }

  fade(opacity) {
    this.opacity = opacity;
    this.picture.style.opacity = opacity;
  }

  hide() {
    this.plan = null;
    this.picture.remove();
    this.map.off("zoomend viewreset moveend", this.placed);
  }

  place() {
    const { width_px: width, height_px: height, corners } = this.plan;
    const [topLeft, topRight, , bottomLeft] = corners.map((at) => this.map.latLngToLayerPoint(latLng(at)));
    const turned = [
      (topRight.x - topLeft.x) / width, (topRight.y - topLeft.y) / width,
      (bottomLeft.x - topLeft.x) / height, (bottomLeft.y - topLeft.y) / height,
      topLeft.x, topLeft.y,
    ];
    Object.assign(this.picture.style, { width: `${width}px`, height: `${height}px`, transform: `matrix(${turned.join(",")})` });
  }

  // What the map shows when the whole drawing is in view.
  get bounds() {
    return L.latLngBounds(this.plan.corners.map(latLng));
  }
}
