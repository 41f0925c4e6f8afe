// Draws vector tiles on canvases of Leaflet's grid. Unlike Leaflet's own layers it draws half zooms
// as sharp as whole ones: a tile belongs to the exact zoom, not to the nearest whole one.

const TILE_PX = 256;

// So much of a frame is for drawing tiles while the map moves: it goes on smoothly meanwhile. What is
// drawn here is turned into pixels later in the frame, which takes three times as long.
const BUDGET_MS = 2;
// A copy of the ground is made when so much of a frame is left.
const IDLE_MS = 6;

// `tilesOf(z, box)` promises the pieces of data in a box of world pixels. `paintGround(pen, view)` draws
// what stays the same; `paintAbove(pen, view)` what is drawn again when counts change.
export function tileGrid({ tilesOf, paintGround, paintAbove, pane }) {
  const queue = [];
  let drawnOnce = false;

  const Grid = L.GridLayer.extend({
    options: { pane, tileSize: TILE_PX, updateWhenZooming: false, updateWhenIdle: false, keepBuffer: 1, minZoom: 0, maxZoom: 22 },

    // Leaflet 1.9.4's own, but for the rounding of the zoom.
    _setView(center, zoom, noPrune, noUpdate) {
      const changed = this.options.updateWhenZooming && zoom !== this._tileZoom;
      if (!noUpdate || changed) {
        this._tileZoom = zoom;
        this._updateLevels();
        this._resetGrid();
        this._update(center);
        if (!noPrune) this._pruneTiles();
        this._noPrune = Boolean(noPrune);
      }
      this._setZoomTransforms(center, zoom);
    },

    // What stood there before stays until all of the new is drawn over it.
    _pruneTiles() {
      if (!this._map || this._noTilesToLoad()) L.GridLayer.prototype._pruneTiles.call(this);
    },

    createTile(coords, done) {
      const canvas = document.createElement("canvas");
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      canvas.width = TILE_PX * ratio;
      canvas.height = TILE_PX * ratio;
      canvas.ratio = ratio;
      canvas.box = boxOf(coords);
      canvas.zoom = coords.z;
      tilesOf(coords.z, canvas.box).then(
        (pieces) => {
          canvas.pieces = pieces;
          queue.push([canvas, done]);
          if (!drawnOnce) paintQueue(Infinity);
          else if (queue.length === 1) requestAnimationFrame(() => paintQueue(BUDGET_MS));
        },
        (error) => done(error, canvas),
      );
      return canvas;
    },

    // Draws again what is held, without fetching anything. Tells whether anything is.
    repaint(wanted = () => true) {
      const held = Object.values(this._tiles).filter(({ el }) => el.pieces);
      for (const { el } of held) if (wanted(el)) paintTile(el);
      return held.length > 0;
    },

    // The pieces of data behind the tiles that are shown.
    shown() {
      return Object.values(this._tiles).filter(({ current, el }) => current && el.pieces).map(({ el }) => el);
    },
  });

  // Draws the tiles whose data have come, in several frames where one would take too long.
  function paintQueue(budgetMs) {
    const begun = performance.now();
    while (queue.length && performance.now() - begun < budgetMs) {
      const [canvas, done] = queue.shift();
      if (canvas.removed) continue;
      paintTile(canvas);
      done(null, canvas);
    }
    if (queue.length) requestAnimationFrame(() => paintQueue(budgetMs));
  }

  function paintTile(canvas) {
    const pen = canvas.getContext("2d", { alpha: false });
    const view = { zoom: canvas.zoom, box: canvas.box, pieces: canvas.pieces, ratio: canvas.ratio };
    pen.setTransform(1, 0, 0, 1, 0, 0);
    if (canvas.ground) pen.drawImage(canvas.ground, 0, 0);
    pen.setTransform(canvas.ratio, 0, 0, canvas.ratio, 0, 0);
    if (!canvas.ground) paintGround(pen, view);
    paintAbove(pen, view);
  }

  // The ground of a tile on a canvas of its own, for the next time.
  function groundOf({ width, height, ratio, zoom, box, pieces }) {
    const copy = Object.assign(document.createElement("canvas"), { width, height });
    const pen = copy.getContext("2d", { alpha: false });
    pen.scale(ratio, ratio);
    paintGround(pen, { zoom, box, pieces, ratio });
    return copy;
  }

  // While nothing else is to do, one after the other.
  function copyGrounds(left) {
    const bare = grid.shown().find(({ ground }) => !ground);
    if (!bare) return;
    if (left.timeRemaining() > IDLE_MS) bare.ground = groundOf(bare);
    whenIdle(copyGrounds);
  }

  const grid = new Grid();
  grid.on("load", () => {
    drawnOnce = true;
    whenIdle(copyGrounds);
  });
  grid.on("tileunload", ({ tile }) => {
    tile.removed = true;
    tile.ground = null;
    tile.width = 0;
    tile.height = 0;
  });
  return grid;
}

// Safari has no moments of its own for this.
function whenIdle(work) {
  if (window.requestIdleCallback) requestIdleCallback(work);
  else setTimeout(() => work({ timeRemaining: () => 2 * IDLE_MS }), 200);
}

function boxOf({ x, y }) {
  return { minX: x * TILE_PX, minY: y * TILE_PX, maxX: (x + 1) * TILE_PX, maxY: (y + 1) * TILE_PX };
}

export function inBox({ x, y }, { minX, minY, maxX, maxY }) {
  return x >= minX && x < maxX && y >= minY && y < maxY;
}
