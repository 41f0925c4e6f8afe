// The words of the page in its language, and the figures in them: "{n} needs".

let words = null;

export function word(key, values = {}) {
  words ??= JSON.parse(document.getElementById("words").textContent);
  return filled(words[key] ?? key, values);
}

export function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
