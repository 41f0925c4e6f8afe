// Draws vector tiles on canvases of Leaflet's grid. Unlike Leaflet's own layers it draws half zooms
// as sharp as whole ones: a tile belongs to the exact zoom, not to the nearest whole one.

// Few large canvases: the browser looks at each of them in every frame in which the map moves.
const TILE_PX = 512;
// So large a part of one is painted in one go.
const PART_PX = 256;

// Where the parts of a tile begin in it, and how large they are.
const WHOLE = { left: 0, top: 0, size: TILE_PX };
const STEPS = Array.from({ length: TILE_PX / PART_PX }, (_, at) => at * PART_PX);
const PARTS = STEPS.flatMap((top) => STEPS.map((left) => ({ left, top, size: PART_PX })));

// So much of a frame is for drawing tiles while the map moves: it goes on smoothly meanwhile. What is
// drawn here is turned into pixels later in the frame, which takes five times as long.
const BUDGET_MS = 1;
// A copy of the ground is made when so much of a frame is left.
const IDLE_MS = 12;

// `painting` paints the tiles; the first of them wait for the promise `first`.
export function tileGrid({ painting, pane, first = null }) {
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
      Object.assign(canvas, { width: TILE_PX * ratio, height: TILE_PX * ratio, ratio, box: boxOf(coords), zoom: coords.z });
      Promise.all([painting.within(canvas.zoom, canvas.box), first]).then(
        ([pieces]) => {
          const waited = queue.length > 0;
          canvas.pieces = pieces;
          if (drawnOnce) queue.push(...PARTS.map((part, at, all) => [canvas, part, at + 1 < all.length ? null : done]));
          else queue.push([canvas, WHOLE, done]);
          if (!drawnOnce) paintQueue(Infinity);
          else if (!waited) requestAnimationFrame(() => paintQueue(BUDGET_MS));
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
  });

  // Draws the tiles whose data have come, in several frames where one would take too long.
  function paintQueue(budgetMs) {
    const begun = performance.now();
    while (queue.length && performance.now() - begun < budgetMs) {
      const [canvas, part, done] = queue.shift();
      if (canvas.removed) continue;
      paintTile(canvas, part);
      done?.(null, canvas);
    }
    if (queue.length) requestAnimationFrame(() => paintQueue(budgetMs));
  }

  function paintTile(canvas, part = WHOLE) {
    painting.tile(canvas.getContext("2d", { alpha: false }), canvas, part);
  }

  // The ground of a tile on a canvas of its own, for the next time.
  function groundOf({ width, height, ratio, zoom, box, pieces }) {
    const copy = Object.assign(document.createElement("canvas"), { width, height });
    const pen = copy.getContext("2d", { alpha: false });
    pen.scale(ratio, ratio);
    painting.ground(pen, { zoom, box, pieces, ratio });
    return copy;
  }

  // While nothing else is to do, one after the other.
  function copyGrounds(left) {
    const bare = Object.values(grid._tiles).map(({ el }) => el).find(({ pieces, ground }) => pieces && !ground);
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
