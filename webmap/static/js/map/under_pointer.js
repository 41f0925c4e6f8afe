// Which building is drawn at a place, and its name under the pointer.

// Below it small buildings are met a little beside them.
export const NAMED_FROM = 15;
const NEAR_PX = 6;

// What the tiles tell of the building that is drawn at `latlng` and whose key is `wanted`, or null.
export function buildingAt(map, base, latlng, wanted) {
  if (!base) return null;
  const reach = map.getZoom() < NAMED_FROM ? NEAR_PX : 0;
  const { x, y, pieces } = base.around(latlng, reach);
  let near = null;
  let nearest = reach;
  for (const { data, origin, dim, own } of pieces) {
    const shapes = data.get("building");
    if (!shapes) continue;
    const scale = dim / shapes.extent;
    const at = { x: (x - origin.x) / scale, y: (y - origin.y) / scale };
    let inside = null;
    shapes.within(at.x - reach / scale, at.y - reach / scale, at.x + reach / scale, at.y + reach / scale, (which) => {
      const props = shapes.props(which);
      if (inside || !wanted(props.id) || (!own && base.changes.hidden("building", props.id))) return;
      const beside = shapes.apart(which, at.x, at.y) * scale;
      if (beside === 0 && shapes.covers(which, at.x, at.y)) inside = props;
      else if (beside < nearest || (reach && beside === 0)) [near, nearest] = [props, beside];
    });
    if (inside) return inside;
  }
  return near;
}

// Follows a mouse: `under(latlng)` gives what the tiles tell of a building or null, `told(props)` what is
// said of it.
export class Pointer {
  constructor(map, { under, told }) {
    Object.assign(this, { map, under, told });
    if (!matchMedia("(hover: hover)").matches) return;
    this.tip = L.tooltip({ direction: "top", className: "building-tip", offset: [0, -6] });
    map.on("mousemove", ({ latlng }) => this.point(latlng));
    map.on("mouseout movestart zoomstart", () => this.point(null));
  }

  point(latlng) {
    if (!this.tip) return;
    const props = latlng ? this.under(latlng) : null;
    this.map.getContainer().classList.toggle("over-building", Boolean(props));
    if (!props) {
      this.tip.remove();
      return;
    }
    if (props.id !== this.tip.id) this.tip.setContent(this.told(props));
    this.tip.id = props.id;
    this.tip.setLatLng(latlng).openOn(this.map);
  }
}
