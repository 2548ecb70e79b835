/* Pages of text with links: draws the blocks that Python sends; following a link is told to Python.
 * Nothing of the field is worded here. */

const sheets = new WeakMap();
const SHOWN = 14;
const LESS_MOTION = /@media \(prefers-reduced-motion:reduce\)\{(?:[^{}]*\{[^{}]*\})*\}/g;

export default function ({ data, parentElement, setTriggerValue }) {
  let root = sheets.get(parentElement);
  if (!root || !root.isConnected) {
    root = parentElement.appendChild(make("div", { class: "reading" }));
    root.addEventListener("click", (event) => {
      const link = event.target.closest("[data-to]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      root.send(link.dataset.to);
    });
    sheets.set(parentElement, root);
  }
  root.send = (to) => setTriggerValue("go", to);
  const shown = JSON.stringify(data);
  if (root.shown === shown) return () => {};
  root.shown = shown;
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", data.label);
  root.classList.toggle("bounded", data.bounded);
  if (data.bounded) root.setAttribute("tabindex", "0");
  const held = root.getRootNode().activeElement?.dataset?.to;
  root.replaceChildren(...data.blocks.map((one) => block(one, data)));
  const title = data.blocks.find((one) => one.kind === "title")?.text;
  const heading = root.querySelector(".title h2");
  if (data.follow && heading && root.title_ && root.title_ !== title) {
    heading.scrollIntoView({ block: "nearest" });
    heading.focus();
  } else if (held) {
    root.querySelector(`a[data-to="${CSS.escape(held)}"]`)?.focus();
  }
  root.title_ = title;
  return () => {};
}

function block(one, data) {
  const part = make("section", { class: one.kind });
  if (one.kind === "title") {
    part.append(make("h2", { tabindex: "-1" }, one.text));
    if (one.note) part.append(make("p", { class: "note" }, one.note));
    return part;
  }
  if (one.kind === "acts") {
    if (one.text) part.append(make("p", {}, one.text));
    const buttons = one.items.map((each) =>
      make("button", { type: "button", "data-to": each.to }, each.text),
    );
    part.append(make("div", { class: "bar" }, ...buttons));
    return part;
  }
  if (one.title) part.append(make(`h${data.level}`, { class: "part" }, one.title));
  if (one.kind === "text") part.append(make("p", {}, one.text));
  if (one.kind === "links") part.append(...links(one.items, data));
  if (one.kind === "outside") part.append(list(one.items.map((each) => outside(each, data))));
  if (one.kind === "table") part.append(table(one, data));
  if (one.kind === "facts") part.append(facts(one.rows, data));
  if (one.kind === "figure") part.append(...figure(one, data));
  if (one.kind === "pictures") part.append(...pictures(one, data));
  if (one.kind === "path") part.append(path(one.steps, data));
  return part;
}

function links(items, data) {
  const draw = (some) => {
    const row = list(some.map((one) => link(one, data)), "row");
    some.forEach((one, at) => row.children[at].classList.toggle("follows", Boolean(one.follows)));
    return row;
  };
  if (data.bounded || items.length < SHOWN + 4) return [draw(items)];
  const rest = items.slice(SHOWN);
  const more = make("details", {}, make("summary", {}, `${rest.length} ${data.words.more}`));
  more.append(draw(rest));
  return [draw(items.slice(0, SHOWN)), more];
}

function facts(rows, data) {
  const told = make("dl", {});
  for (const row of rows) {
    told.append(make("dt", {}, row.name));
    const value = make("dd", {});
    if (row.items) value.append(...links(row.items, data));
    else value.append(row.text);
    told.append(value);
  }
  return told;
}

function table(one, data) {
  // On a phone each row is a card: what is no table to look at stays one to be read out.
  const inner = make("table", { role: "table" });
  const titles = one.columns.map((each) => make("th", { scope: "col", role: "columnheader" }, each));
  const head = make("tr", { role: "row" }, ...titles);
  inner.append(make("thead", { role: "rowgroup" }, head));
  const body = inner.appendChild(make("tbody", { role: "rowgroup" }));
  for (const row of one.rows) {
    const cells = row.map((each, at) => {
      const name = { "data-name": one.columns[at] };
      const cell = at
        ? make("td", { role: "cell", ...name })
        : make("th", { scope: "row", role: "rowheader", ...name });
      if (each.mark) cell.className = each.mark;
      cell.append(each.to ? link(each, data) : each.text);
      return cell;
    });
    body.append(make("tr", { role: "row" }, ...cells));
  }
  const label = one.title || one.columns[0];
  return make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": label }, inner);
}

function path(steps, data) {
  return list(
    steps.map((one) => {
      const line = make("div", {}, link(one.start, data), ` ${one.how} `, link(one.end, data));
      if (!one.rests.length && !one.sources.length) return line;
      const note = make("details", { class: "small" });
      note.append(make("summary", {}, one.note));
      if (one.rests.length) {
        const rests = one.rests.map((each) => link(each, data));
        note.append(make("p", {}, `${data.words.rests}:`), list(rests));
      }
      if (one.sources.length) {
        const from = one.sources.map((each) => link(each, data));
        note.append(make("p", {}, `${data.words.source}:`), list(from));
      }
      return make("div", {}, line, note);
    }),
    "steps",
    "ol",
  );
}

/* A picture that moves once it has come, unless less motion is wished; a button halts it. */
function figure(one, data) {
  const box = make("div", { class: "moving" }, make("img", { src: one.still, alt: one.alt }));
  const button = make("button", { type: "button" }, data.words.play);
  let moving = null;
  const turn = (halts) => {
    moving.classList.toggle("paused", halts);
    button.textContent = halts ? data.words.play : data.words.pause;
  };
  const begin = async (pressed) => {
    const answer = await fetch(one.moving);
    if (!answer.ok) return;
    // Our own drawing, read as a picture: nothing in it can run.
    const read = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
    const drawn = read.documentElement;
    if (drawn.localName !== "svg") return;
    moving = document.importNode(drawn, true);
    // Whoever presses the button wishes the motion: the rule against it is taken out.
    const style = moving.querySelector("style");
    if (pressed && style) style.textContent = style.textContent.replace(LESS_MOTION, "");
    moving.setAttribute("aria-label", one.alt);
    box.replaceChildren(moving);
    turn(false);
  };
  button.addEventListener("click", () => (moving ? turn(!moving.classList.contains("paused")) : begin(true)));
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) begin(false);
  return [box, make("div", { class: "bar" }, button)];
}

function pictures(one, data) {
  const cells = one.pictures.map((each) => {
    const node = link(each, data);
    node.prepend(make("img", { src: each.source, alt: each.alt, loading: "lazy" }));
    return node;
  });
  return [list(cells, "pictures"), ...(one.items.length ? links(one.items, data) : [])];
}

function list(nodes, name = "plain", tag = "ul") {
  return make(tag, { class: name }, ...nodes.map((one) => make("li", {}, one)));
}

function link(one, data) {
  const node = make("a", { href: data.base + encodeURIComponent(one.to), "data-to": one.to });
  node.append(one.text);
  if (one.chosen) node.setAttribute("aria-current", "true");
  if (one.hint) node.title = one.hint;
  if (one.follows) node.append(make("span", { class: "unseen" }, ` (${data.words.follows})`));
  if (!one.note) return node;
  return make("span", {}, node, " ", make("span", { class: "note" }, one.note));
}

function outside(one, data) {
  const node = make("a", { href: one.href, target: "_blank", rel: "noopener noreferrer" }, one.text);
  return make("span", {}, node, ` ${one.note}`);
}

function make(name, attributes, ...children) {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
}
