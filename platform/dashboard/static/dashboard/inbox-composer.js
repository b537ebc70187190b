import { h } from "./inbox-dom.js";

const TYPING_EVERY = 3000;

/** Where an agent answers. Each conversation keeps what was begun in it. */
export class Composer {
  #id = "";
  #begun = new Map();
  #sending = new Map();
  #typed = 0;

  constructor(template, canned, link) {
    Object.assign(this, { canned, link });
    this.form = template.content.firstElementChild.cloneNode(true);
    const part = (name) => this.form.querySelector(`[data-${name}]`);
    this.field = this.form.querySelector("textarea");
    this.matches = part("canned");
    this.proposal = part("proposal");
    this.form.addEventListener("submit", (event) => this.#submitted(event));
    this.field.addEventListener("input", () => this.#changed());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    part("draft").addEventListener("click", ({ currentTarget }) => this.#ask(currentTarget));
    part("use").addEventListener("click", () => this.#use());
    part("drop").addEventListener("click", () => this.#drop());
  }

  /** Shows itself in `place` for a conversation. */
  open(place, id) {
    if (this.#id !== id) {
      this.#begun.set(this.#id, this.field.value);
      this.#id = id;
      this.field.value = this.#begun.get(id) ?? "";
      this.#drop();
    }
    if (this.form.parentNode === place) return;
    place.replaceChildren(this.form);
    this.field.focus();
  }

  /** Shows what the bot would say; it is sent by nobody but the agent. */
  propose(id, text) {
    if (id !== this.#id) return;
    this.#asking(false);
    this.proposal.hidden = false;
    this.proposal.querySelector("[data-text]").textContent = text || "It found nothing about this in your knowledge.";
    this.proposal.querySelector("[data-use]").hidden = !text;
  }

  /** The server has it: the text may go. */
  said(id, key) {
    if (this.#sending.get(id) !== key) return;
    this.#sending.delete(id);
    this.#begun.delete(id);
    if (id === this.#id) this.field.value = "";
  }

  #submitted(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    // A text that was not confirmed is sent again under its key, so that it is said once.
    const key = this.#sending.get(this.#id) ?? crypto.getRandomValues(new Uint32Array(4)).join("-");
    this.#sending.set(this.#id, key);
    this.link.send({ type: "say", id: this.#id, text, key });
  }

  #changed() {
    this.#sending.delete(this.#id);
    this.#offer();
    if (Date.now() - this.#typed < TYPING_EVERY || !this.field.value) return;
    this.#typed = Date.now();
    this.link.send({ type: "typing", id: this.#id });
  }

  #key(event) {
    if (event.isComposing) return;
    const options = [...this.matches.children];
    if (event.key === "Escape") return this.#hide();
    if (!this.matches.hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      return this.#mark(options, event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    if (this.matches.hidden) this.form.requestSubmit();
    else options.find((option) => option.ariaSelected === "true")?.click();
  }

  /** Offers the canned answers that begin with what stands after a slash. */
  #offer() {
    const begun = /^\/([\w-]*)$/.exec(this.field.value)?.[1];
    const found = begun === undefined ? [] : this.canned.filter(({ shortcut }) => shortcut.startsWith(begun));
    this.matches.replaceChildren(...found.map((answer, place) => this.#option(answer, place)));
    this.matches.hidden = !found.length;
    this.#point();
  }

  #option({ shortcut, text }, place) {
    const option = h("li", { role: "option", id: `canned-${place}` }, h("b", {}, `/${shortcut}`), ` ${text}`);
    option.ariaSelected = String(place === 0);
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.#fill(text));
    return option;
  }

  #mark(options, step) {
    const now = options.findIndex((option) => option.ariaSelected === "true");
    const next = (now + step + options.length) % options.length;
    options.forEach((option, place) => (option.ariaSelected = String(place === next)));
    options[next].scrollIntoView({ block: "nearest" });
    this.#point();
  }

  #point() {
    const marked = this.matches.hidden ? undefined : this.matches.querySelector('[aria-selected="true"]');
    if (marked) this.field.setAttribute("aria-activedescendant", marked.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  #hide() {
    this.matches.hidden = true;
    this.#point();
  }

  #fill(text) {
    this.field.value = text;
    this.#hide();
    this.field.focus();
  }

  #ask(button) {
    if (this.link.send({ type: "draft", id: this.#id })) this.#asking(true, button);
  }

  #asking(busy, button = this.form.querySelector("[data-draft]")) {
    button.disabled = busy;
    // An answer that never comes, because the engine is down, gives the button back.
    if (busy) setTimeout(() => (button.disabled = false), 10_000);
  }

  #use() {
    const proposed = this.proposal.querySelector("[data-text]").textContent;
    this.#fill([this.field.value.trim(), proposed].filter(Boolean).join("\n"));
    this.#drop();
  }

  #drop() {
    this.proposal.hidden = true;
    this.#asking(false);
  }
}
