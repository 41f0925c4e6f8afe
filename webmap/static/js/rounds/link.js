// Copies a volunteer's link, where the browser lets a page do so.

const link = document.getElementById("link");
const copy = document.getElementById("copy");

copy.hidden = !navigator.clipboard;
copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(link.value);
  copy.textContent = copy.dataset.done;
});
link.addEventListener("focus", () => link.select());
