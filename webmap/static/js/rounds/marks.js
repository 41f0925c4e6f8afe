// The numbers on a round's map: doors of one entrance share a point and a mark.

export function marksOf(legs) {
  const marks = new Map();
  legs.forEach(({ door, place, arrive, unit }, index) => {
    const key = door.join();
    const mark = marks.get(key) ?? { door, numbers: [], places: [], units: [] };
    mark.numbers.push(index + 1);
    mark.units.push(unit);
    mark.places.push(`${index + 1} · ${arrive} ${place}`);
    marks.set(key, mark);
  });
  return [...marks.values()];
}

export function numbersLabel(numbers) {
  const first = numbers[0];
  const last = numbers[numbers.length - 1];
  if (first === last) return `${first}`;
  const inRow = last - first === numbers.length - 1;
  return inRow ? `${first}–${last}` : numbers.join(",");
}
