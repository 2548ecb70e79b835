/* The program's cards: draws what Python sends and tells which button was pressed. */

const boards = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let root = boards.get(parentElement);
  if (!root || !root.isConnected) {
    root = parentElement.appendChild(make("div", { class: "program" }));
    boards.set(parentElement, root);
  }
  const shown = JSON.stringify(data);
  if (root.shown !== shown) {
    const held = root.getRootNode().activeElement?.dataset?.name;
    root.shown = shown;
    root.replaceChildren(...data.phases.map((one, at) => phase(one, at, data)));
    if (held) root.querySelector(`[data-name="${CSS.escape(held)}"]`)?.focus();
  }
  root.send = (what, atom) => {
    setTriggerValue("press", [what, atom]);
    // What is shown next stands where the cards began, which may be far above this button.
    columnOf(root)?.scrollIntoView({ block: "start" });
  };
  return () => {};

  function phase(one, at, { chosen, words }) {
    const part = make("section", { "aria-label": one.label });
    const head = part.appendChild(make("h3", {}));
    head.append(make("span", { class: "number", "aria-hidden": "true" }, String(at + 1)), one.label);
    if (one.tempo && one.cards.length) part.append(make("p", { class: "tempo" }, one.tempo));
    if (!one.cards.length) {
      part.append(make("p", { class: "empty" }, one.lacking ? words.lacking : words.nothing));
      return part;
    }
    const list = part.appendChild(make("ol", {}));
    list.append(...one.cards.map((each) => card(each, chosen, words)));
    return part;
  }

  function card(one, chosen, words) {
    const item = make("li", { class: one.key === chosen ? "card chosen" : "card" });
    if (one.key === chosen) item.setAttribute("aria-current", "true");
    item.append(make("h4", {}, one.label));
    if (one.figure) {
      const { source, alt } = one.figure;
      item.append(make("img", { class: "figure", src: source, alt, loading: "lazy" }));
    }
    const facts = item.appendChild(make("p", { class: "facts" }));
    facts.append(make("strong", {}, one.side), " · ", one.facts.join(" · "));
    if (one.tools) facts.append(" · ", one.tools);
    if (one.why) item.append(make("p", { class: "why" }, one.why));
    if (one.care) item.append(make("p", { class: "care" }, `${words.care}: ${one.care}`));
    const bar = item.appendChild(make("div", { class: "bar" }));
    for (const what of one.own ? ["swap", "drop"] : ["why", "swap", "drop"]) {
      const button = make("button", { type: "button", "data-name": `${what} ${one.key}` });
      button.append(words[what]);
      button.setAttribute("aria-label", `${words[what]}: ${one.label}`);
      button.addEventListener("click", () => root.send(what, one.key));
      bar.append(button);
    }
    return item;
  }
}

function columnOf(root) {
  return root.getRootNode().host?.closest("[data-testid=stColumn]") ?? root.closest("[data-testid=stColumn]");
}

function make(name, attributes, ...children) {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
}
