import type { Client } from "./client";
import { Composer } from "./composer";
import { Conversation, type Happening } from "./conversation";
import { h } from "./dom";
import { CHAT, CLOSE, icon, MORE } from "./icons";
import type { Assistant, Mode } from "./protocol";
import type { Kept } from "./storage";
import { Transcript } from "./transcript";
import { direction, language, words } from "./words";

/** What the panel asks of the element that it fills. */
export interface Owner {
  close(): void;
  introduced(assistant: Assistant): void;
  happened(what: Happening, detail: Record<string, unknown>): void;
  said(): void;
  left(): void;
}

/** All that is seen of an open chat, in the language of the moment, and the conversation behind it. */
export class Panel {
  private readonly name = h("h2", { id: "name" }, words.label);
  private readonly role = h("p", {}, words.label);
  private readonly more = button("more", words.more, MORE, () => this.menu());
  private readonly head = h(
    "div",
    { class: "head" },
    h("span", { class: "avatar" }, icon(CHAT)),
    h("div", {}, this.name, this.role),
    this.more,
    button("close", words.close, CLOSE, () => this.owner.close()),
  );
  private readonly transcript = new Transcript((text) => this.ask(text));
  private readonly lost = h("p", { class: "lost", hidden: true });
  readonly composer: Composer;
  readonly conversation: Conversation;
  readonly dialog: HTMLDialogElement;

  constructor(
    private readonly owner: Owner,
    client: Client,
    draft: Kept,
  ) {
    this.composer = new Composer(
      { send: (text) => this.ask(text), stop: () => this.conversation.stop(), typing: () => this.typing() },
      draft,
    );
    this.conversation = new Conversation(client, this.transcript, {
      introduced: (assistant) => this.introduced(assistant),
      busy: (answering) => this.composer.busy(answering),
      moved: (mode, agent) => this.moved(mode, agent),
      happened: (what, detail) => owner.happened(what, detail),
      said: () => owner.said(),
      left: () => owner.left(),
    });
    client.wavering = (lost) => this.connected(!lost);
    const parts = [this.head, this.transcript.element, this.lost, this.composer.element];
    for (const part of parts) part.dir = direction();
    this.dialog = h("dialog", { "aria-labelledby": "name", lang: language }, ...parts);
  }

  get introducedTo(): Assistant | undefined {
    return this.conversation.assistant;
  }

  ask(text: string): void {
    this.conversation.ask(text);
  }

  /** Shows whether the platform can be reached. */
  connected(well: boolean): void {
    this.lost.hidden = well;
    this.lost.textContent = navigator.onLine ? words.reconnecting : words.offline;
    if (!well) this.transcript.announce(this.lost.textContent);
  }

  private introduced(assistant: Assistant): void {
    this.name.textContent = assistant.name;
    this.owner.introduced(assistant);
  }

  private moved(mode: Mode, agent: string): void {
    this.role.textContent = mode === "human" ? agent : words.label;
    this.conversation.watch();
  }

  private menu(): void {
    this.conversation.dress((parts) => parts.menu(this.conversation, this.more));
  }

  /** A person is told that the visitor is typing; the bot need not know. */
  private typing(): void {
    if (this.conversation.mode === "human") this.conversation.dress((parts) => parts.typed(this.conversation));
  }
}

function button(name: string, label: string, path: string, onclick: () => void): HTMLButtonElement {
  const attributes = { type: "button", class: `quiet ${name}`, "aria-label": label, title: label, onclick };
  return h("button", attributes, icon(path));
}
