/* The body map: draws the shapes, shows what Python sends, and tells which muscles are chosen.
 * Nothing of the field is decided or worded here. The contract is in the package's docstring.
 * The drawing is built once for each place on a page and brought up to date from `data` at every
 * run; values are sent from event handlers only. */

import { boxOf, meant, middleOf, polygonOf } from "./nearest.js";
import { FIGURE, FRAME, REGIONS } from "./shapes.js";

const SVG = "http://www.w3.org/2000/svg";
const VIEWS = ["front", "back"];
const LAYERS = ["all", "surface", "deep"];
const SIZES = ["1", "2", "3"];
const SIGNS = {
  correct: "M-5,0.5 L-1.5,4 L5,-4.5",
  wrong: "M-4,-4 L4,4 M4,-4 L-4,4",
  missed: "M0,-5.5 L0,1 M0,4.6 L0,5",
};
const NARROW = 540; // CSS pixels: below it, one view at a time
const PAUSE = 900; // milliseconds after which typed letters begin a new name
const maps = new WeakMap();
let made = 0;

export default function ({ data, parentElement, setStateValue }) {
  let map = maps.get(parentElement);
  if (!map || !map.root.isConnected) {
    map = new BodyMap(parentElement);
    maps.set(parentElement, map);
  }
  map.send = (value) => setStateValue("selection", value);
  map.update(data);
  map.watch();
  return () => map.rest();
}

class BodyMap {
  constructor(parent) {
    this.id = `body-map-${++made}`;
    this.send = () => {};
    this.layer = null;
    this.view = "front";
    this.arranged = null;
    this.typed = "";
    this.typedAt = 0;
    this.seq = null;
    this.selected = new Set();
    this.pieces = VIEWS.flatMap(piecesOf);
    this.root = element("div", { class: "body-map" });
    this.bar = this.root.appendChild(element("div", { class: "bar" }));
    this.layers = this.choice("layer", LAYERS, (value) => this.showLayer(value));
    this.views = this.choice("view", VIEWS, (value) => this.showView(value));
    this.sizes = this.choice("size", SIZES, (value) => this.showSize(value));
    const figures = this.root.appendChild(element("div", { class: "figures" }));
    this.figures = Object.fromEntries(VIEWS.map((view) => [view, this.drawView(view, figures)]));
    this.caption = this.root.appendChild(element("p", { class: "caption", "aria-hidden": "true" }));
    this.legend = this.root.appendChild(element("ul", { class: "legend" }));
    this.hint = this.root.appendChild(element("p", { class: "hint", id: `${this.id}-hint` }));
    this.resized = new ResizeObserver(() => this.fit());
    parent.appendChild(this.root);
  }

  /* Radio buttons, which keyboards and screen readers know. */
  choice(name, values, chosen) {
    const box = this.bar.appendChild(element("fieldset", { class: `choice ${name}` }));
    const legend = box.appendChild(element("legend"));
    const options = values.map((value) => {
      const label = box.appendChild(element("label"));
      const input = element("input", { type: "radio", name: `${this.id}-${name}`, value });
      input.addEventListener("change", () => chosen(value));
      label.append(input, element("span"));
      return { value, input, text: label.lastChild };
    });
    return { legend, options };
  }

  drawView(view, parent) {
    const figure = parent.appendChild(element("figure", { "data-view": view }));
    const pane = figure.appendChild(element("div", { class: "pane" }));
    const svg = pane.appendChild(
      drawn("svg", {
        viewBox: FRAME.join(" "),
        role: "group",
        "aria-describedby": `${this.id}-hint`,
      }),
    );
    const clip = `${this.id}-${view}-skin`;
    const defs = svg.appendChild(drawn("defs"));
    defs.append(...patterns(`${this.id}-${view}`));
    const skin = defs.appendChild(drawn("clipPath", { id: clip }));
    const art = svg.appendChild(drawn("g", { class: "art", "aria-hidden": "true" }));
    const inside = drawn("g", { "clip-path": `url(#${clip})` });
    const seen = FIGURE.filter(([, views]) => views.includes(view));
    for (const [kind, , path, middle] of seen) {
      for (const d of halves(path, middle)) {
        const shape = drawn("path", { d, class: kind });
        if (kind === "skin") {
          art.appendChild(shape);
          skin.appendChild(drawn("path", { d }));
        } else if (kind !== "line") inside.appendChild(shape);
      }
    }
    art.appendChild(inside);
    const own = this.pieces.filter((piece) => piece.view === view);
    for (const piece of own) inside.appendChild(this.drawPiece(piece));
    for (const [kind, , path, middle] of seen) {
      if (kind !== "skin" && kind !== "line") continue;
      const name = kind === "skin" ? "contour" : "line";
      art.append(...halves(path, middle).map((d) => drawn("path", { d, class: name })));
    }
    const letters = art.appendChild(drawn("g", { class: "letters" }));
    const sides = ["right", "left"].map((side) => {
      const x = 190 * sign(view, side);
      const text = drawn("text", { x, y: 120, "text-anchor": "middle" });
      return { side, text: letters.appendChild(text) };
    });
    const marks = svg.appendChild(drawn("g", { class: "marks", "aria-hidden": "true" }));
    const verdicts = svg.appendChild(drawn("g", { class: "verdicts", "aria-hidden": "true" }));
    const hits = svg.appendChild(drawn("g", { class: "hits" }));
    svg.addEventListener("click", (event) => this.pressed(event, view));
    svg.addEventListener("pointermove", (event) => this.pointed(event, view));
    svg.addEventListener("pointerleave", () => this.hover(null, view));
    // On the pane, as an SVG element that listens for focus would take it.
    pane.addEventListener("keydown", (event) => this.key(event, view));
    pane.addEventListener("focusin", (event) => this.entered(event.target.piece));
    pane.addEventListener("focusout", () => this.left());
    const caption = figure.appendChild(element("figcaption"));
    return { figure, pane, svg, marks, verdicts, hits, sides, caption };
  }

  drawPiece(piece) {
    const known = { "data-muscle": piece.muscle, "data-side": piece.side };
    piece.art = drawn("g", { class: `piece ${piece.layer}`, ...known });
    piece.shape = piece.art.appendChild(drawn("path", { d: piece.path, class: "fill" }));
    piece.cover = piece.art.appendChild(drawn("path", { d: piece.path, class: "pattern" }));
    if (piece.fibres) piece.art.appendChild(drawn("path", { d: piece.fibres, class: "fibres" }));
    piece.hit = drawn("path", { d: piece.path, class: "hit", role: "button", ...known });
    for (const node of [piece.art, piece.hit]) node.piece = piece;
    piece.polygon = polygonOf(piece.path);
    piece.box = boxOf(piece.polygon);
    return piece.art;
  }

  /* Bring everything up to date with what Python sent. */
  update(data) {
    this.data = data;
    this.status = new Map(data.statuses.map((row) => [place(row[0], row[1]), row]));
    this.judged = new Map(data.verdicts.map(([muscle, side, how]) => [place(muscle, side), how]));
    if (this.layer === null) this.layer = data.layer;
    if (this.seq === null || data.seq >= this.seq) {
      // What was tapped later than this run knows of is kept until a run has seen it.
      this.seq = data.seq;
      this.selected = new Set(data.selected.map(([muscle, side]) => place(muscle, side)));
    }
    const words = data.words;
    this.name(this.layers, words.layers, LAYERS, words);
    this.name(this.views, words.views, VIEWS, words);
    this.name(this.sizes, words.sizes, SIZES, words);
    check(this.layers, this.layer);
    check(this.sizes, this.root.dataset.size ?? SIZES[0]);
    for (const view of VIEWS) {
      const figure = this.figures[view];
      figure.svg.setAttribute("aria-label", words[view]);
      figure.caption.textContent = words[view];
      for (const { side, text } of figure.sides) text.textContent = words[side].slice(0, 1).toUpperCase();
    }
    this.hint.textContent = words.hint;
    for (const piece of this.pieces) this.colour(piece);
    this.showLegend();
    if (this.arranged !== this.layer) this.arrange();
    this.showSelected();
    this.showVerdicts();
    this.reveal();
    this.fit();
  }

  name({ legend, options }, title, values, words) {
    legend.textContent = title;
    for (const option of options) option.text.textContent = words[option.value];
  }

  colour(piece) {
    const row = this.status.get(piece.place);
    const status = row ? row[2] : "none";
    piece.filled = row !== undefined;
    piece.label = this.data.labels[piece.muscle] ?? piece.muscle;
    piece.title = row ? row[3] : `${piece.label}, ${this.data.words[piece.side]}`;
    const verdict = this.judged.get(piece.place);
    if (verdict) piece.title += `: ${this.data.words[`key_${verdict}`]}`;
    piece.art.dataset.status = status;
    if (row) piece.cover.setAttribute("fill", `url(#${this.id}-${piece.view}-${status})`);
    else piece.cover.setAttribute("fill", "none");
  }

  showLegend() {
    const words = this.data.words;
    const samples = ["overactive", "underactive", "equivocal", "deep", "selected"];
    this.legend.setAttribute("aria-label", words.legend);
    this.legend.replaceChildren(
      ...samples.map((one, at) => {
        const item = element("li");
        const sample = item.appendChild(
          drawn("svg", { viewBox: "0 0 26 18", class: "sample", "aria-hidden": "true" }),
        );
        // What is hidden lends no patterns, so the legend has its own.
        if (at === 0) sample.append(...patterns(`${this.id}-key`));
        const box = { x: 2, y: 2, width: 22, height: 14, rx: 4 };
        const piece = sample.appendChild(drawn("g", { class: "piece surface" }));
        piece.dataset.status = one;
        piece.append(drawn("rect", { ...box, class: "fill" }));
        piece.append(drawn("rect", { ...box, class: "pattern", fill: `url(#${this.id}-key-${one})` }));
        item.append(words[`key_${one}`]);
        return item;
      }),
      ...Object.keys(SIGNS)
        .filter((verdict) => this.data.verdicts.some((row) => row[2] === verdict))
        .map((verdict) => {
          const item = element("li");
          const sample = { viewBox: "-13 -13 26 26", class: "sample", "aria-hidden": "true" };
          item.appendChild(drawn("svg", sample)).append(signOf(verdict, 0, 0));
          item.append(words[`key_${verdict}`]);
          return item;
        }),
    );
  }

  /* Put the buttons of the chosen layer in place, one for each muscle and side in a view. What has
   * the focus would lose it by being moved, so this is done for a new layer only. */
  arrange() {
    this.arranged = this.layer;
    for (const view of VIEWS) {
      const figure = this.figures[view];
      figure.svg.dataset.layer = this.layer;
      figure.shown = this.pieces.filter((piece) => piece.view === view && this.visible(piece));
      const named = new Map();
      for (const piece of figure.shown) if (!named.has(piece.place)) named.set(piece.place, piece);
      figure.order = [...named.values()];
      figure.order.sort((a, b) => a.y - b.y || a.x - b.x || a.order - b.order);
      figure.hits.replaceChildren(...figure.order.map((piece) => piece.hit));
      const current = figure.order.find((piece) => piece === figure.current) ?? figure.order[0];
      figure.current = current;
      for (const { hit } of figure.order) hit.setAttribute("tabindex", hit === current.hit ? "0" : "-1");
    }
    this.describe();
  }

  describe() {
    for (const piece of VIEWS.flatMap((view) => this.figures[view].order)) {
      piece.hit.setAttribute("aria-label", piece.title);
      piece.hit.setAttribute("aria-pressed", String(this.selected.has(piece.place)));
    }
  }

  visible(piece) {
    if (this.layer === "surface") return piece.layer !== "deep";
    if (this.layer === "deep") return piece.layer !== "surface";
    return true;
  }

  showLayer(layer) {
    this.layer = layer;
    this.arrange();
    this.showVerdicts();
    this.mark();
  }

  showView(view) {
    this.view = view;
    check(this.views, view);
    for (const one of VIEWS) this.figures[one].figure.classList.toggle("aside", one !== view);
  }

  /* Larger than the pane, the drawing is moved by finger or scroll bar; it keeps its middle. */
  showSize(size) {
    this.root.dataset.size = size;
    this.root.style.setProperty("--size", size);
    for (const view of VIEWS) {
      const { pane } = this.figures[view];
      const [x, y] = [pane.scrollWidth - pane.clientWidth, pane.scrollHeight - pane.clientHeight];
      pane.scrollTo(x / 2, y / 8);
    }
  }

  /* Where one view is shown at a time, show the one in which something selected is seen. */
  reveal() {
    const chosen = this.pieces.filter((piece) => this.selected.has(piece.place));
    const seen = chosen.some((piece) => piece.view === this.view);
    this.showView(chosen.length && !seen ? chosen[0].view : this.view);
  }

  pressed(event, view) {
    // A press that is none of a pointer's, as a screen reader sends it, means its own target.
    const piece = event.detail === 0 ? event.target.piece : this.under(event, view);
    if (!piece) return;
    this.toggle(piece);
    this.focus(this.figures[view].order.find((one) => one.place === piece.place));
  }

  pointed(event, view) {
    if (event.pointerType !== "touch") this.hover(this.under(event, view) ?? null, view);
  }

  hover(piece, view) {
    if (this.hovered === piece) return;
    this.hovered = piece;
    this.figures[view].svg.style.cursor = piece ? "pointer" : "";
    this.mark();
  }

  /* The piece that is meant where the pointer is. */
  under(event, view) {
    const { svg, shown } = this.figures[view];
    const matrix = svg.getScreenCTM();
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return meant(shown, at.x, at.y, matrix.a, this.layer === "deep");
  }

  toggle(piece) {
    const had = this.selected.has(piece.place);
    if (!this.data.multiple) this.selected.clear();
    if (had) this.selected.delete(piece.place);
    else this.selected.add(piece.place);
    this.seq += 1;
    this.showSelected();
    const muscles = [...this.selected].map((one) => one.split("|"));
    this.send({ seq: this.seq, muscles });
  }

  showSelected() {
    this.describe();
    this.mark();
  }

  /* Signs of what was correct, wrong and missed, each in the middle of its muscle. */
  showVerdicts() {
    for (const view of VIEWS) {
      const judged = this.figures[view].order.filter((piece) => this.judged.has(piece.place));
      const signs = judged.map((piece) => {
        piece.middle ??= middleOf(piece.polygon, piece.box);
        return signOf(this.judged.get(piece.place), ...piece.middle);
      });
      this.figures[view].verdicts.replaceChildren(...signs);
    }
  }

  key(event, view) {
    const { order } = this.figures[view];
    const current = event.target.piece;
    if (!current) return; // the pane itself, which arrow keys scroll
    const at = order.indexOf(current);
    const last = order.length - 1;
    const steps = {
      ArrowRight: () => Math.min(at + 1, last),
      ArrowLeft: () => Math.max(at - 1, 0),
      ArrowDown: () => sameSide(order, at, 1),
      ArrowUp: () => sameSide(order, at, -1),
      Home: () => 0,
      End: () => last,
    };
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in steps) this.focus(order[steps[event.key]()]);
    else if (/^\p{L}$/u.test(event.key) || this.inName(event, order)) this.find(event, order, at);
    else if (event.key === "Enter" || event.key === " ") {
      this.typed = ""; // what is typed next is another name, however soon
      this.toggle(current);
    } else return;
    event.preventDefault();
    event.stopPropagation(); // a letter is no shortcut of the page
  }

  /* Whether a space goes on with a name that is being typed, rather than choosing. */
  inName(event, order) {
    if (event.key !== " " || !this.typed || event.timeStamp - this.typedAt > PAUSE) return false;
    const begun = `${this.typed} `;
    return order.some((piece) => piece.label.toLowerCase().startsWith(begun));
  }

  /* Go to the next muscle with a name, or a word of its name, that begins with what was typed. */
  find(event, order, at) {
    const now = event.timeStamp;
    const fresh = !this.typed || now - this.typedAt > PAUSE;
    this.typed = (fresh ? "" : this.typed) + event.key.toLowerCase();
    this.typedAt = now;
    const from = fresh ? at + 1 : at;
    const turned = [...order.slice(from), ...order.slice(0, from)];
    const begins = (text) => text.toLowerCase().startsWith(this.typed);
    const found =
      turned.find((piece) => begins(piece.label)) ??
      turned.find((piece) => piece.label.split(/[\s,(]+/).some(begins));
    if (found) this.focus(found);
  }

  focus(piece) {
    piece.hit.focus();
  }

  /* One stop for Tab in each view: the muscle that was last come to. */
  entered(piece) {
    if (!piece) return;
    const figure = this.figures[piece.view];
    for (const one of figure.order) one.hit.setAttribute("tabindex", one === piece ? "0" : "-1");
    figure.current = piece;
    this.focused = piece;
    this.mark();
  }

  left() {
    this.focused = null;
    this.mark();
  }

  /* Outlines of what is selected, pointed at and focused, and the line that names it. */
  mark() {
    // After a click the selection says enough; keys need to show where they are.
    const focused = this.focused?.hit.matches(":focus-visible") ? this.focused : null;
    for (const view of VIEWS) {
      const outlines = [];
      for (const piece of this.pieces) {
        if (piece.view !== view || !this.visible(piece)) continue;
        const ways = [];
        if (this.selected.has(piece.place)) ways.push("selected");
        if (this.hovered?.place === piece.place) ways.push("hovered");
        if (focused?.place === piece.place && focused.view === view) ways.push("focused");
        for (const way of ways) {
          outlines.push(drawn("path", { d: piece.path, class: `under ${way}` }));
          outlines.push(drawn("path", { d: piece.path, class: way }));
        }
      }
      this.figures[view].marks.replaceChildren(...outlines);
    }
    const named = this.hovered ?? this.focused;
    const chosen = this.pieces.filter((piece) => this.selected.has(piece.place));
    const titles = new Set((named ? [named] : chosen).map((piece) => piece.title));
    this.caption.textContent = [...titles].join("; ") || this.data.words.nothing;
  }

  /* Fit the layout to the width. */
  fit() {
    const width = this.root.clientWidth;
    if (width) this.root.classList.toggle("narrow", width < NARROW);
  }

  watch() {
    this.resized.observe(this.root);
  }

  rest() {
    this.resized.disconnect();
  }
}

/* The pieces of a view: every region on each of its sides. */
function piecesOf(view) {
  const pieces = [];
  REGIONS.forEach(([muscle, seen, layer, path, fibres, middle, thickness, x, y], order) => {
    if (seen !== view) return;
    for (const side of middle ? ["midline"] : ["right", "left"]) {
      const turn = middle || sign(view, side) > 0 ? (d) => d : mirrored;
      pieces.push({
        ...{ muscle, view, layer, side, order, thickness, y },
        x: middle ? 0 : x * sign(view, side),
        place: place(muscle, side),
        path: turn(path),
        fibres: fibres && turn(fibres),
      });
    }
  });
  const deepLast = (piece) => (piece.layer === "deep" ? 1 : 0);
  return pieces.sort((a, b) => deepLast(a) - deepLast(b) || a.order - b.order);
}

/* On which half of the picture a side of the person is: we look at the front, or at the back. */
function sign(view, side) {
  return (view === "front") === (side === "left") ? 1 : -1;
}

function check({ options }, chosen) {
  for (const { value, input } of options) input.checked = value === chosen;
}

function place(muscle, side) {
  return `${muscle}|${side}`;
}

function sameSide(order, at, step) {
  const here = order[at];
  for (let one = at + step; one >= 0 && one < order.length; one += step) {
    if (order[one].side === here.side || here.side === "midline") return one;
  }
  return at;
}

function mirrored(path) {
  return path.replace(/(-?[\d.]+),(-?[\d.]+)/g, (_, x, y) => `${-x},${y}`);
}

function halves(path, middle) {
  return middle ? [path] : [path, mirrored(path)];
}

function element(name, attributes = {}) {
  return dressed(document.createElement(name), attributes);
}

function drawn(name, attributes = {}) {
  return dressed(document.createElementNS(SVG, name), attributes);
}

function dressed(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function signOf(verdict, x, y) {
  const group = drawn("g", { class: `verdict ${verdict}`, transform: `translate(${x},${y})` });
  group.append(drawn("circle", { r: 11 }), drawn("path", { d: SIGNS[verdict] }));
  return group;
}

/* Patterns, so that a status is read without colour. */
function patterns(id) {
  const box = { patternUnits: "userSpaceOnUse" };
  const hatch = drawn("pattern", {
    ...box,
    ...{ id: `${id}-overactive`, width: 7, height: 7, patternTransform: "rotate(45)" },
  });
  hatch.append(drawn("rect", { class: "ink", width: 2.4, height: 7 }));
  const dots = drawn("pattern", { ...box, id: `${id}-underactive`, width: 9, height: 9 });
  for (const at of [2.2, 6.7]) dots.append(drawn("circle", { class: "ink", cx: at, cy: at, r: 1.5 }));
  const waves = drawn("pattern", { ...box, id: `${id}-equivocal`, width: 12, height: 9 });
  const wave = "M0,6 L3,3 L6,6 L9,3 L12,6";
  waves.append(drawn("path", { class: "ink-line", d: wave }));
  return [hatch, dots, waves];
}
