// Where names go: none touches another. Pure geometry in screen pixels, y down.

const AIR = 2;
// between two names on one line, so that they are not read as one
const AIR_BESIDE = 6;

// Boxes that a text covers: one when level, a row of small ones when turned.
export function boxesOf({ x, y, width, height, angle = 0 }) {
  if (Math.abs(angle) < 0.02) {
    return [[x - width / 2 - AIR_BESIDE, y - height / 2 - AIR, x + width / 2 + AIR_BESIDE, y + height / 2 + AIR]];
  }
  const count = Math.max(1, Math.ceil(width / height));
  const half = height / 2 + AIR;
  return Array.from({ length: count }, (_, at) => {
    const along = ((at + 0.5) / count - 0.5) * width;
    const [cx, cy] = [x + along * Math.cos(angle), y + along * Math.sin(angle)];
    return [cx - half, cy - half, cx + half, cy + half];
  });
}

function meet(one, other) {
  return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
}

// Greedy by rank, lowest first. `apart` is the least distance to a label of the same text;
// of those with one `key` only the first that fits stands; `covered` are boxes [left, top, right, bottom] on which nothing is written.
export function placed(labels, { width, height }, covered = []) {
  const kept = [];
  const taken = [...covered];
  const done = new Set();
  for (const label of [...labels].sort((a, b) => a.rank - b.rank)) {
    if (done.has(label.key)) continue;
    const boxes = boxesOf(label);
    const outside = boxes.some((box) => box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > height);
    if (outside || boxes.some((box) => taken.some((other) => meet(box, other)))) continue;
    const near = (other) => other.text === label.text && Math.hypot(other.x - label.x, other.y - label.y) < label.apart;
    if (label.apart && kept.some(near)) continue;
    kept.push(label);
    if (label.key !== undefined) done.add(label.key);
    taken.push(...boxes);
  }
  return kept;
}

// Places for a text of `width` along a line of screen points: middle first, then every `step`.
export function spotsAlong(points, width, step = 320) {
  const spots = [];
  let run = 0;
  const lengths = points.slice(1).map((point, at) => Math.hypot(point[0] - points[at][0], point[1] - points[at][1]));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  if (whole < width * 1.2) return spots;
  const wanted = [whole / 2];
  for (let off = step; off < whole / 2 - width / 2; off += step) wanted.push(whole / 2 - off, whole / 2 + off);
  for (const target of wanted) {
    run = 0;
    for (let at = 0; at < lengths.length; at += 1) {
      if (run + lengths[at] >= target) {
        const part = lengths[at] ? (target - run) / lengths[at] : 0;
        const [a, b] = [points[at], points[at + 1]];
        const ends = [pointAt(points, lengths, target - width / 2), pointAt(points, lengths, target + width / 2)];
        const chord = Math.hypot(ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]);
        if (chord > width * 0.97) {
          spots.push({ x: a[0] + (b[0] - a[0]) * part, y: a[1] + (b[1] - a[1]) * part, angle: upright(ends) });
        }
        break;
      }
      run += lengths[at];
    }
  }
  return spots;
}

function pointAt(points, lengths, target) {
  let run = 0;
  for (let at = 0; at < lengths.length; at += 1) {
    if (run + lengths[at] >= target) {
      const part = lengths[at] ? Math.max(0, (target - run) / lengths[at]) : 0;
      const [a, b] = [points[at], points[at + 1]];
      return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
    }
    run += lengths[at];
  }
  return points[points.length - 1];
}

// The angle in which the text is not upside down.
function upright([from, to]) {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  if (angle > Math.PI / 2) return angle - Math.PI;
  return angle <= -Math.PI / 2 ? angle + Math.PI : angle;
}
