/* The proof tree: draws the rows that Python sends, folds and unfolds them here in the browser.
 * Only "explain this line" is told to Python. Nothing of the field is worded here. */

const trees = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let tree = trees.get(parentElement);
  if (!tree || !tree.root.isConnected) {
    tree = new Tree(parentElement);
    trees.set(parentElement, tree);
  }
  tree.send = (key) => setTriggerValue("go", key);
  tree.update(data);
  return () => {};
}

class Tree {
  constructor(parent) {
    this.root = make("div", { class: "proof" });
    this.bar = this.root.appendChild(make("div", { class: "bar" }));
    this.list = this.root.appendChild(make("ul", { role: "tree", class: "tree" }));
    this.hint = this.root.appendChild(make("p", { class: "hint" }));
    this.list.addEventListener("keydown", (event) => this.press(event));
    this.shown = "";
    parent.appendChild(this.root);
  }

  update(data) {
    const shown = JSON.stringify([data.rows, data.open, data.goes]);
    if (shown === this.shown) return;
    this.shown = shown;
    Object.assign(this, { rows: data.rows, words: data.words, goes: data.goes });
    this.hint.textContent = data.words.hint;
    this.list.setAttribute("aria-label", data.words.tree);
    this.bar.replaceChildren(
      this.button(this.words.all, () => this.draw(Infinity)),
      this.button(this.words.none, () => this.draw(1)),
    );
    this.draw(data.open);
  }

  draw(levels) {
    this.told = new Set();
    this.list.replaceChildren(...(this.rows.length ? [this.item(0, levels, 1)] : []));
    this.items()[0]?.setAttribute("tabindex", "0");
  }

  item(at, levels, depth) {
    const row = this.rows[at];
    const again = this.told.has(at) && row.below.length > 0;
    this.told.add(at);
    const below = again ? [] : row.below;
    const item = make("li", { role: "treeitem", tabindex: "-1", class: `kind-${row.kind}` });
    const line = item.appendChild(make("div", { class: "line" }));
    const mark = line.appendChild(make("span", { class: "mark", "aria-hidden": "true" }));
    const said = line.appendChild(make("span", { class: "said" }));
    said.append(make("span", { class: "word" }, row.word), " ", row.text);
    if (again) said.append(" ", make("em", {}, `(${this.words.again})`));
    item.setAttribute("aria-label", `${row.word}: ${row.text}`);
    line.addEventListener("click", () => (this.focus(item), this.fold(item)));
    if (row.note) {
      const chip = make("button", { type: "button", class: "chip", tabindex: "-1" }, row.note);
      chip.title = this.words.source;
      chip.addEventListener("click", (event) => {
        event.stopPropagation();
        this.panel(item, row);
      });
      line.append(chip);
    }
    item.row = row;
    if (below.length) {
      mark.textContent = "▸";
      const group = make("ul", { role: "group" });
      item.append(group);
      group.append(...below.map((one) => this.item(one, levels, depth + 1)));
      this.fold(item, depth <= levels);
    } else {
      mark.textContent = "•";
    }
    return item;
  }

  fold(item, open = item.getAttribute("aria-expanded") !== "true") {
    const group = item.querySelector(":scope > ul");
    if (!group) return;
    item.setAttribute("aria-expanded", String(open));
    group.hidden = !open;
  }

  panel(item, row) {
    const there = item.querySelector(":scope > .panel");
    if (there) return there.remove();
    const panel = make("div", { class: "panel" });
    const tell = (name, text) => {
      if (!text) return;
      panel.append(make("p", {}, make("strong", {}, name), " ", text));
    };
    if (row.rule) {
      tell(this.words.source, row.rule.source);
      tell(this.words.rule, row.rule.place);
      panel.append(make("pre", { tabindex: "0" }, row.rule.text));
    }
    if (row.stated) {
      tell(this.words.cites, row.stated.sources.join("; "));
      tell(this.words.from, row.stated.place);
      if (row.stated.triples?.length) {
        tell(this.words.states, " ");
        panel.append(make("pre", { tabindex: "0" }, row.stated.triples.join("\n")));
      }
    }
    if (this.goes && row.goes) {
      panel.append(this.button(this.words.go, () => this.send(row.key)));
    }
    if (panel.childNodes.length) item.querySelector(":scope > .line").after(panel);
  }

  press(event) {
    const item = event.target;
    if (item.getAttribute("role") !== "treeitem") return;
    const items = this.items();
    const at = items.indexOf(item);
    const open = item.getAttribute("aria-expanded");
    const moves = {
      ArrowDown: () => this.focus(items[at + 1]),
      ArrowUp: () => this.focus(items[at - 1]),
      Home: () => this.focus(items[0]),
      End: () => this.focus(items[items.length - 1]),
      ArrowRight: () =>
        open === "false" ? this.fold(item, true) : open && this.focus(items[at + 1]),
      ArrowLeft: () =>
        open === "true"
          ? this.fold(item, false)
          : this.focus(item.parentElement.closest("[role=treeitem]")),
      Enter: () => this.panel(item, item.row),
      " ": () => this.fold(item),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    moves[event.key]();
  }

  items() {
    return [...this.list.querySelectorAll("[role=treeitem]")].filter(
      (one) => !one.parentElement.closest("[hidden]"),
    );
  }

  focus(item) {
    if (!item) return;
    this.list.querySelectorAll("[tabindex='0'][role=treeitem]").forEach((one) => {
      one.setAttribute("tabindex", "-1");
    });
    item.setAttribute("tabindex", "0");
    item.focus();
  }

  button(text, act) {
    const button = make("button", { type: "button", class: "plain" }, text);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      act();
    });
    return button;
  }
}

function make(name, attributes, ...children) {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
}
