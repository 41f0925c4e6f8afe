// The words of the page in its language, with figures in them: "{n} {n:need:needs}".

let words = null;

// Where there is no page, the words are told.
export function tellWords(told) {
  words = told;
}

export function word(key, values = {}) {
  words ??= JSON.parse(document.getElementById("words").textContent);
  return filled(words[key] ?? key, values);
}

// {n} is the value itself; {n:one:more} is a word, the first for one and the second for any other number
export function filled(sentence, values) {
  return sentence.replace(/\{(\w+)(?::([^:{}]*):([^:{}]*))?\}/g, (whole, name, one, more) => {
    if (!(name in values)) return whole;
    if (one === undefined) return String(values[name]);
    return Number(values[name]) === 1 ? one : more;
  });
}
