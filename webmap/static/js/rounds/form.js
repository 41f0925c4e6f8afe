// Lets a round start where the phone is. The position goes into the form only when asked for.

const words = JSON.parse(document.getElementById("words").textContent);
const start = document.getElementById("start");
const note = document.getElementById("here-note");

document.getElementById("here").addEventListener("click", () => {
  note.textContent = words.waiting;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const value = `${coords.longitude.toFixed(6)},${coords.latitude.toFixed(6)}`;
      start.prepend(new Option(words.here, value, true, true));
      note.textContent = "";
    },
    () => { note.textContent = words.denied; },
    { enableHighAccuracy: true, timeout: 10000 },
  );
});
