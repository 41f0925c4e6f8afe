// Draws the buildings and colours them by their counts; geometry is fetched once.

import { element } from "./element.js";
import { classOf } from "./legend.js";
import { word } from "./words.js";

export class Buildings {
  constructor(map, features, palette, { onOpen }) {
    this.map = map;
    this.palette = palette;
    this.byId = new Map();
    this.counts = new Map();
    this.selected = null;
    this.held = false;
    this.layer = L.geoJSON(features, {
      style: { color: palette.surroundings_edge, weight: 0.8, fillColor: palette.surroundings, fillOpacity: 1 },
      onEachFeature: (feature, layer) => {
        this.byId.set(feature.properties.id, layer);
        layer.on("click", () => this.held || onOpen(feature.properties.id));
        if (matchMedia("(hover: hover)").matches) {
          layer.bindTooltip(() => this.told(feature), { sticky: true, direction: "top", className: "building-tip" });
        }
      },
    }).addTo(map);
  }

  paint({ ids, counts, overdue, households, classes }) {
    this.counts = new Map(ids.map((id, at) => [id, { needs: counts[at], overdue: overdue[at], homes: households[at] }]));
    this.classes = classes;
    // where no household is known at all, every building counts
    this.everyBuilding = !households.some((homes) => homes);
    for (const id of this.byId.keys()) this.restyle(id);
  }

  restyle(id) {
    const layer = this.byId.get(id);
    const known = this.counts.get(id);
    const chosen = id === this.selected;
    const quiet = !known || (!this.everyBuilding && known.needs === 0 && known.homes === 0);
    layer.setStyle({
      fillColor: quiet ? this.palette.surroundings : classOf(known.needs, this.classes).colour,
      color: chosen ? this.palette.chosen : quiet ? this.palette.surroundings_edge : this.palette.edge,
      weight: chosen ? 3.5 : quiet || this.everyBuilding ? 0.8 : 1,
    });
    if (chosen) layer.bringToFront();
  }

  // While held, a click opens nothing and no building is named under the pointer.
  hold(on) {
    this.held = on;
    this.layer.closeTooltip();
  }

  at(latlng) {
    const point = this.map.latLngToLayerPoint(latlng);
    const found = [...this.byId].find(([, layer]) => layer._containsPoint(point));
    return found ? found[0] : null;
  }

  select(id) {
    const before = this.selected;
    this.selected = id;
    if (before && this.byId.has(before)) this.restyle(before);
    if (id && this.byId.has(id)) this.restyle(id);
  }

  fly(id, zoom = 18) {
    const layer = this.byId.get(id);
    if (layer) this.map.setView(layer.getBounds().getCenter(), Math.max(this.map.getZoom(), zoom), { animate: false });
  }

  told(feature) {
    const known = this.counts.get(feature.properties.id) ?? { needs: 0, homes: 0, overdue: 0 };
    const { compound, label } = feature.properties;
    return element(
      "span",
      {},
      element("strong", {}, [compound, label].filter(Boolean).join(" ")),
      element("br"),
      word("needs_of_homes", { n: known.needs, homes: known.homes }),
      known.overdue ? ` · ${word("overdue", { n: known.overdue })}` : "",
    );
  }

  // What the map opens on: the compounds of the reader, without the shops on every street.
  bounds(compound = null) {
    const own = [...this.byId.values()].filter(({ feature: { properties: { compound_id: key } } }) => (compound ? key === compound : key));
    return L.featureGroup(own.length ? own : [...this.byId.values()]).getBounds();
  }

  // Needs of each compound, for its label.
  sums() {
    const sums = new Map();
    for (const [id, layer] of this.byId) {
      const key = layer.feature.properties.compound_id;
      if (key) sums.set(key, (sums.get(key) ?? 0) + (this.counts.get(id)?.needs ?? 0));
    }
    return sums;
  }
}
