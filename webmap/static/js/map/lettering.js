// A canvas over the map to write names on, and the hand that writes them.

const FONT = '"PingFang SC","Noto Sans SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif';
export const NUMBERS_FROM = 17;
export const ROADS_FROM = 14.5;
// What stands in for a compound is named from here on, or wherever it has a number to show.
export const MADE_FROM = { block: 16, address: 17 };
export const GATES_FROM = 17.5;
export const DOORS_FROM = 19;
export const ASIDE = [0, 20, -20, 38, -38];
export const HALO = "rgba(255,255,255,.9)";
const KNOWN_WIDTHS = /^[\u4e00-\u9fff（）0-9]+$/;
const DIGITS = /[0-9]/g;
const WIDTHS = new Map();
const MOST_WIDTHS = 20_000;

export class Lettering {
  // `palette` gives the colour of a badge.
  constructor(map, palette) {
    Object.assign(this, { map, palette });
    const pane = map.createPane("names");
    pane.style.zIndex = 460;
    pane.style.pointerEvents = "none";
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", pane);
  }

  // Lays an empty canvas over the window and returns the size of that.
  cleared() {
    const { x: width, y: height } = this.map.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    L.DomUtil.setPosition(this.canvas, this.map.containerPointToLayerPoint([0, 0]));
    this.pen = this.canvas.getContext("2d");
    this.pen.scale(ratio, ratio);
    return { width, height };
  }

  // Chinese characters are as wide as high, and digits all of one width: only other texts have to be
  // measured.
  measured(text, size, weight = 400) {
    if (text !== "0" && KNOWN_WIDTHS.test(text)) {
      const digits = text.match(DIGITS)?.length ?? 0;
      return size * (text.length - digits) + (digits && digits * this.measured("0", size, weight));
    }
    const key = `${weight} ${size} ${text}`;
    if (!WIDTHS.has(key)) {
      if (WIDTHS.size > MOST_WIDTHS) WIDTHS.clear();
      this.pen.font = `${weight} ${size}px ${FONT}`;
      WIDTHS.set(key, this.pen.measureText(text).width);
    }
    return WIDTHS.get(key);
  }

  write(label) {
    const { pen } = this;
    pen.save();
    pen.font = `${label.weight} ${label.size}px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 3.5;
    pen.strokeStyle = label.halo ?? HALO;
    pen.fillStyle = label.ink;
    pen.translate(label.x, label.y);
    if (label.kind === "road") this.writeAlong(label);
    else if (label.badge) this.writeBadged(label);
    else this.stroked(label.text, 0, 0);
    pen.restore();
  }

  stroked(text, x, y) {
    this.pen.strokeText(text, x, y);
    this.pen.fillText(text, x, y);
  }

  // Steep roads carry their characters upright, one under the other, as Chinese maps do.
  writeAlong({ text, angle, width }) {
    const han = /\p{Script=Han}/u.test(text);
    if (!han || Math.abs(angle) < Math.PI / 4) {
      this.pen.rotate(angle);
      this.stroked(text, 0, 0);
      return;
    }
    const down = angle > 0 ? 1 : -1;
    const letters = [...text];
    letters.forEach((letter, at) => {
      const along = ((at + 0.5) / letters.length - 0.5) * width * down;
      this.stroked(letter, along * Math.cos(angle), along * Math.sin(angle));
    });
  }

  writeBadged({ text, badge, own, width }) {
    const { pen } = this;
    this.stroked(text, own / 2 - width / 2, 0);
    const wide = width - own - 6;
    const left = width / 2 - wide;
    pen.beginPath();
    pen.roundRect(left, -9, wide, 18, 9);
    pen.fillStyle = this.palette.chosen;
    pen.fill();
    pen.fillStyle = "#ffffff";
    pen.font = `700 12px ${FONT}`;
    pen.fillText(badge, left + wide / 2, 0.5);
  }
}
