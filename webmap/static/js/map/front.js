// The front of a building as rows: every floor once, each staircase with its doors on it or a gap.

export function frontRows(staircases) {
  const floors = new Set(staircases.flatMap((one) => one.storeys.map((storey) => storey.floor)));
  return [...floors].sort((a, b) => b - a).map((floor) => ({
    floor,
    above: floor > 0,
    stairs: staircases.map((one) => one.storeys.find((storey) => storey.floor === floor)?.doors ?? []),
  }));
}

// Number of doors on the widest storey of each staircase: all its storeys are drawn that wide.
export function widths(staircases) {
  return staircases.map((one) => Math.max(1, ...one.storeys.map((storey) => storey.doors.length)));
}

// 502 is written 02 on floor 5 when doors are many; a reader takes the floor from the axis.
export function shortNumber(number, floor, crowded) {
  const prefix = String(floor);
  return crowded && number.startsWith(prefix) && number.length > prefix.length + 1 ? number.slice(prefix.length) : number;
}

// What the doors of the front need, most pressing kind first: for the line under the title.
export function doorSums(staircases) {
  const sums = {};
  for (const one of staircases) {
    for (const storey of one.storeys) {
      for (const door of storey.doors) sums[door.urgency] = (sums[door.urgency] ?? 0) + 1;
    }
  }
  return sums;
}
