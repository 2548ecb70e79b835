/* Photos under a plumb line and a grid; the sliders move both, and nothing is sent back. */

const boards = new WeakMap();

export default function ({ data, parentElement }) {
  let root = boards.get(parentElement);
  if (!root || !root.isConnected) {
    root = parentElement.appendChild(make("div", { class: "pair" }));
    boards.set(parentElement, root);
  }
  const shown = JSON.stringify(data);
  if (root.shown !== shown) {
    root.shown = shown;
    draw(root, data);
  }
  return () => {};
}

function draw(root, { photos, words }) {
  const grid = slider(words.grid, "grid", 3, 25, 0.5, root.grid ?? 8, (value) => {
    root.grid = value;
    root.style.setProperty("--grid", value);
  });
  const box = make("label", { class: "check" });
  const check = box.appendChild(make("input", { type: "checkbox" }));
  check.checked = root.withGrid ?? true;
  box.append(words.show);
  const toggle = () => {
    root.withGrid = check.checked;
    root.classList.toggle("bare", !check.checked);
  };
  check.addEventListener("change", toggle);
  const controls = make("div", { class: "controls" });
  controls.append(grid, box);
  const figures = make("div", { class: "figures" });
  figures.append(...photos.map((one) => figure(one, words)));
  root.replaceChildren(controls, figures);
  toggle();
}

function figure(one, words) {
  const part = make("figure", {});
  part.append(make("figcaption", {}, one.label));
  if (one.fault) {
    part.append(make("p", { class: "fault", role: "alert" }, one.fault));
    return part;
  }
  const frame = part.appendChild(make("div", { class: "frame" }));
  frame.append(
    make("img", { src: one.source, alt: one.label, width: one.width, height: one.height }),
    make("div", { class: "grid", "aria-hidden": "true" }),
    make("div", { class: "plumb", "aria-hidden": "true" })
  );
  part.append(
    slider(`${words.plumb}, ${one.label}`, "plumb", 0, 100, 0.5, 50, (value) => {
      frame.style.setProperty("--plumb", value);
    })
  );
  return part;
}

function slider(label, name, min, max, step, value, moved) {
  const box = make("label", { class: "slider" });
  const input = make("input", { type: "range", name, min, max, step });
  input.value = value;
  input.addEventListener("input", () => moved(input.value));
  box.append(make("span", {}, label), input);
  moved(value);
  return box;
}

function make(name, attributes, ...children) {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
}
