/* A list to pick from: draws what Python sends and tells which row was picked. */

const lists = new WeakMap();
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };

export default function ({ data, parentElement, setTriggerValue }) {
  let root = lists.get(parentElement);
  if (!root || !root.isConnected) {
    root = parentElement.appendChild(make("ul", {}));
    root.addEventListener("keydown", (event) => move(root, event));
    root.addEventListener("focusin", (event) => stop(root, event.target));
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) root.send(button.dataset.key);
    });
    lists.set(parentElement, root);
  }
  root.send = (key) => setTriggerValue("pick", key);
  root.setAttribute("aria-label", data.label);
  const shown = JSON.stringify(data.rows);
  if (root.shown !== shown) {
    const held = root.getRootNode().activeElement?.dataset?.key;
    root.shown = shown;
    root.replaceChildren(...data.rows.map(row));
    if (held) find(root, held)?.focus();
    else root.scrollTop = 0;
  }
  for (const one of root.querySelectorAll("button")) {
    if (one.dataset.key === data.chosen) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  stop(root, find(root, data.chosen) ?? root.querySelector("button"));
  return () => {};
}

function row(one) {
  const item = make("li", {});
  const button = item.appendChild(make("button", { type: "button", "data-key": one.key }));
  const line = button.appendChild(make("span", { class: "line" }));
  line.append(make("span", { class: "text" }, one.text));
  if (one.mark) line.append(make("span", { class: "mark" }, one.mark));
  if (one.note) button.append(make("span", { class: "note" }, one.note));
  return item;
}

function find(root, key) {
  return key == null ? null : root.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

function stop(root, button) {
  for (const one of root.querySelectorAll("button")) one.tabIndex = one === button ? 0 : -1;
}

function move(root, event) {
  const step = STEPS[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const every = [...root.querySelectorAll("button")];
  const here = every.indexOf(event.target.closest("button"));
  const there = Math.min(Math.max(here + step, 0), every.length - 1);
  every[there]?.focus();
  event.preventDefault();
}

function make(name, attributes, ...children) {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
}
