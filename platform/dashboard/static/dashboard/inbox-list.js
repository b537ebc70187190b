import { ago, badge, h } from "./inbox-dom.js";

const FILTERS = {
  waiting: [({ state }) => state === "waiting", "Nobody is waiting."],
  mine: [({ mine, state }) => mine && state === "human", "You have no conversation now."],
  all: [() => true, "Nobody has written yet."],
};

/** The conversations on the left: those that wait, one's own, or all. */
export class List {
  #rows = [];
  #chosen = "";
  #filter = "waiting";

  constructor(root, opened) {
    this.root = root;
    this.opened = opened;
    this.list = root.querySelector("[data-rows]");
    this.none = root.querySelector("[data-none]");
    this.buttons = [...root.querySelectorAll("[data-filter]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.filter(button.dataset.filter));
    setInterval(() => this.#draw(), 30_000);
  }

  show({ rows }) {
    const chosen = rows.find(({ id }) => id === this.#chosen);
    const before = this.#rows.find(({ id }) => id === this.#chosen);
    this.#rows = rows;
    // What one has just taken is found among one's own.
    if (chosen?.mine && before && !before.mine) this.#filter = "mine";
    this.#draw();
  }

  choose(id) {
    this.#chosen = id;
    this.#draw();
  }

  filter(name) {
    this.#filter = name;
    this.#draw();
  }

  #draw() {
    for (const button of this.buttons) this.#count(button);
    const [wanted, nothing] = FILTERS[this.#filter];
    const rows = this.#rows.filter(wanted);
    const focused = this.list.contains(document.activeElement) && document.activeElement.dataset.id;
    this.list.replaceChildren(...rows.map((row) => this.#row(row)));
    if (focused) this.list.querySelector(`[data-id="${focused}"]`)?.focus();
    this.none.hidden = rows.length > 0;
    this.none.querySelector("p").textContent = nothing;
  }

  #count(button) {
    const count = this.#rows.filter(FILTERS[button.dataset.filter][0]).length;
    const shown = button.querySelector("[data-count]");
    if (shown) shown.textContent = count || "";
    button.setAttribute("aria-pressed", String(button.dataset.filter === this.#filter));
  }

  #row(row) {
    const unread = row.mine && row.from === "visitor";
    const label = { human: row.mine ? "You" : row.agent, waiting: `Waiting ${ago(row.since).replace("now", "")}` }[row.state];
    const button = h(
      "button",
      { type: "button", className: unread ? "unread" : "", "data-id": row.id },
      h("span", { className: "row apart" }, h("b", {}, row.visitor), h("time", { className: "sub" }, ago(row.updated))),
      h("span", { className: "preview" }, row.preview || "Asked for a person"),
      h("span", { className: "row" }, badge(row.state, label), unread ? h("span", { className: "sub" }, "New") : null),
    );
    if (row.id === this.#chosen) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => this.opened(row.id));
    return h("li", {}, button);
  }
}
