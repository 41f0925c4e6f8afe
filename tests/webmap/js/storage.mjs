// What a browser keeps, for tests; `kept` shows what is in it.

export function storage() {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
    kept,
  };
}
