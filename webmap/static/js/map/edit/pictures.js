// Pictures of the edit tools, drawn from their own sheet.

const SVG = "http://www.w3.org/2000/svg";

export function picture(name) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.getElementById("edit-panel").dataset.icons}${name}`);
  made.append(use);
  return made;
}
