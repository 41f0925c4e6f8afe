// Copies the text of the button's neighbour; where the browser forbids it, selects it instead.

export async function copied(text, { clipboard = navigator.clipboard, select } = {}) {
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    select();
    return false;
  }
}

export function copyButtons(root, told) {
  for (const button of root.querySelectorAll("button[data-copies]")) {
    const source = document.getElementById(button.dataset.copies);
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copied(source.value, {
        select: () => {
          source.focus();
          source.select();
        },
      });
      button.textContent = told(done);
    });
  }
}
