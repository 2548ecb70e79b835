/* The handout as it is printed, and a button that prints the page. */

const BUTTON = `.print {
  font: inherit; cursor: pointer; padding: 4px 18px; min-height: 36px; border: 1px solid #1c4f8f;
  border-radius: 8px; background: #1c4f8f; color: #fff; margin-bottom: 12px;
}
.print:focus-visible { outline: 3px solid #9aa5b8; outline-offset: 2px; }
.body { border-radius: 8px; }
@media print { .print { display: none; } }`;

export default function ({ data, parentElement }) {
  let root = parentElement.querySelector(":scope > .whole");
  if (!root) {
    root = document.createElement("div");
    root.className = "whole";
    parentElement.append(root);
  }
  const shown = data.body + data.style;
  if (root.shown !== shown) {
    root.shown = shown;
    const style = document.createElement("style");
    style.textContent = `${data.style}\n${BUTTON}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "print";
    button.textContent = data.print;
    button.addEventListener("click", () => window.print());
    const body = document.createElement("div");
    body.className = "body";
    body.innerHTML = data.body;
    root.replaceChildren(style, button, body);
  }
  return () => {};
}
