import { render } from "../widget/markdown.js";
import { badge, h, when } from "./inbox-dom.js";

const TYPING_SHOWN = 5000;
const NEAR = 80;
const REASONS = {
  visitor: "The visitor asked for a person",
  rule: "A rule asked for a person",
  unanswered: "The bot could not answer, and asked for a person",
};

/** The open conversation: its head, what was said, and where one answers. */
export class Talk {
  #shown = new Map();
  #talk;
  #timer;

  constructor(root, link, composer, announcer) {
    Object.assign(this, { root, link, composer, announcer });
    this.part = (name) => root.querySelector(`[data-${name}]`);
  }

  show(talk) {
    const fresh = this.#talk?.id !== talk.id;
    const last = talk.messages.at(-1);
    const heard = !fresh && last?.role === "visitor" && !this.#shown.has(last.id);
    this.#talk = talk;
    this.part("talk").hidden = false;
    this.part("choose").hidden = true;
    const box = this.part("said");
    const follows = fresh || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    this.#head(talk);
    this.#said(talk, fresh);
    this.#foot(talk);
    // Last: what stands in the foot takes its height from what was said.
    if (follows) box.scrollTop = box.scrollHeight;
    if (heard) this.#hear(last.text);
  }

  close() {
    this.#talk = undefined;
    this.part("talk").hidden = true;
    this.part("choose").hidden = false;
  }

  typing(id) {
    if (id !== this.#talk?.id) return;
    this.part("typing").textContent = "The visitor is typing…";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#quiet(), TYPING_SHOWN);
  }

  #quiet() {
    this.part("typing").textContent = "";
  }

  #hear(text) {
    this.#quiet();
    this.announcer.textContent = `Visitor: ${text}`;
  }

  #head(talk) {
    this.part("who").textContent = talk.visitor;
    this.part("where").replaceChildren(
      [talk.email, talk.origin || talk.channel].filter(Boolean).join(" · "),
      " · ",
      h("a", { href: this.root.dataset.conversation.replace(/[0-]{36}/, talk.id) }, "Transcript"),
    );
    const label = talk.state === "human" ? (talk.mine ? "With you" : `With ${talk.agent}`) : undefined;
    const acts = [badge(talk.state, label)];
    if (talk.mine || talk.state === "waiting") acts.push(this.#act("hand_back", "Back to the bot"), this.#act("close", "Close"));
    this.part("acts").replaceChildren(...acts);
  }

  #act(type, label, more = {}, look = "small") {
    const button = h("button", { type: "button", className: `button ${look}` }, label);
    button.addEventListener("click", () => this.link.send({ type, id: this.#talk.id, ...more }));
    return button;
  }

  #said(talk, fresh) {
    const steps = [
      ...talk.messages.map((message) => [message.created_at, message.id, message, (value) => bubble(value, this.root.dataset.file)]),
      ...talk.moves.map((move, place) => [move.at, `move-${place}`, move, (value) => line(value)]),
    ].sort(([one], [other]) => new Date(one) - new Date(other));
    const kept = fresh ? new Map() : this.#shown;
    this.#shown = new Map(steps.map(([, key, value, draw]) => [key, drawn(kept.get(key), value, draw)]));
    this.part("said").replaceChildren(...[...this.#shown.values()].map(({ element }) => element));
  }

  #foot(talk) {
    const foot = this.part("foot");
    if (talk.mine && talk.state === "human") return this.composer.open(foot, talk.id);
    const [type, label, more] =
      talk.state === "human" ? ["transfer", `Take over from ${talk.agent}`, { holder: talk.holder }] : ["take", "Take over", {}];
    const why = talk.state === "bot" ? "The bot answers here." : talk.state === "closed" ? "This is closed." : "";
    const act = this.#act(type, label, more, "primary");
    const focused = foot.contains(document.activeElement);
    foot.replaceChildren(h("div", { className: "row apart" }, h("span", { className: "small dim" }, why), act));
    if (focused) act.focus();
  }
}

/** The element of a step, drawn again only when the step has changed. */
function drawn(before, value, draw) {
  const text = JSON.stringify(value);
  return before?.text === text ? before : { text, element: draw(value) };
}

function bubble(message, address) {
  const { role, state } = message;
  const said = h("div", { className: "bubble pre" }, message.text || (state === "streaming" ? "…" : "(nothing was written)"));
  if (role === "assistant" && message.text) {
    said.replaceChildren(render(message.text, { sources: message.sources }));
    said.classList.remove("pre");
  }
  if (message.file) said.replaceChildren(attached(message.file, address.replace(/[0-]{36}/, message.file.id)));
  const who = { visitor: "Visitor", assistant: "Bot", agent: message.agent ?? "A person" }[role];
  const how = { stopped: " · stopped", interrupted: " · interrupted", failed: " · failed", streaming: " · writing" }[state];
  return h("article", { className: `turn ${role}` }, said, h("p", { className: "meta" }, `${who} · ${when(message.created_at)}${how ?? ""}`));
}

/** A file that the visitor has sent. Pictures are shown; everything else is only saved. */
function attached({ name, size, picture, partly }, address) {
  const kilobytes = `${Math.max(1, Math.round(size / 1024))} KB`;
  const about = partly ? `${kilobytes}, of which the bot has read the beginning` : kilobytes;
  const shown = picture ? h("img", { src: address, alt: "", loading: "lazy" }) : null;
  return h("a", { className: "attached", href: address, download: "" }, shown, h("span", {}, name, h("span", { className: "sub" }, about)));
}

function line({ state, agent, reason, detail, at }) {
  const told = {
    waiting: REASONS[reason] ?? "Waiting for a person again",
    human: `${agent ?? "Somebody"} took over`,
    bot: agent ? `${agent} handed back to the bot` : "The bot answers again",
    closed: `${agent ?? "Somebody"} closed the conversation`,
  }[state];
  return h("p", { className: "moved small dim" }, `${told}${detail ? ` (${detail})` : ""} · ${when(at)}`);
}
