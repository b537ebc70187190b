import css from "./chat.css";
import { Client } from "./client";
import { palette } from "./colour";
import { Composer } from "./composer";
import { Conversation } from "./conversation";
import { focused, h, sheet } from "./dom";
import { CHAT, CLOSE, icon } from "./icons";
import type { Assistant } from "./protocol";
import { Transcript } from "./transcript";
import { fitAboveKeyboard, onPhone } from "./viewport";
import { words } from "./words";

/**
 * `<botwright-chat origin site-key [color] [scheme="light|dark"] [inline]>`: the chat of one site.
 * It opens over the page, or with `inline` fills its place in the page. It tells what happens by the events
 * `botwright-open`, `-close`, `-message`, `-answer` and `-error`.
 */
export class BotwrightChat extends HTMLElement {
  private readonly name = h("h2", { id: "name" }, words.label);
  private readonly leave = h(
    "button",
    { type: "button", class: "quiet close", "aria-label": words.close, title: words.close, onclick: () => this.close() },
    icon(CLOSE),
  );
  private readonly head = h(
    "div",
    { class: "head" },
    h("span", { class: "avatar" }, icon(CHAT)),
    h("div", {}, this.name, h("p", {}, words.label)),
    this.leave,
  );
  private readonly transcript = new Transcript((text) => this.send(text));
  private readonly composer = new Composer((text) => this.send(text), () => this.conversation.stop());
  private readonly dialog = h(
    "dialog",
    {
      "aria-labelledby": "name",
      oncancel: (event: Event) => this.cancel(event),
      onkeydown: (event: KeyboardEvent) => this.key(event),
    },
    this.head,
    this.transcript.element,
    this.composer.element,
  );
  private client!: Client;
  private conversation!: Conversation;
  private opener: HTMLElement | null = null;

  private gone = new AbortController();

  connectedCallback(): void {
    if (!this.shadowRoot) this.build();
    const { signal } = (this.gone = new AbortController());
    fitAboveKeyboard(this.dialog, signal);
    document.addEventListener("visibilitychange", () => this.returned(), { signal });
    if (this.hasAttribute("inline")) this.open();
  }

  disconnectedCallback(): void {
    this.gone.abort();
  }

  private build(): void {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet(css)];
    root.append(this.dialog);
    this.client = new Client(this.getAttribute("origin") ?? location.origin, this.getAttribute("site-key") ?? "");
    this.conversation = new Conversation(this.client, this.transcript, {
      introduced: (assistant) => this.introduced(assistant),
      busy: (answering) => this.composer.busy(answering),
      happened: (what, detail) => this.emit(what, detail),
    });
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  open(): void {
    if (this.isOpen) return;
    const inline = this.hasAttribute("inline");
    this.opener = focused();
    if (onPhone() && !inline) this.dialog.showModal();
    else this.dialog.show();
    if (inline) this.opener?.focus();
    else this.focusField();
    if (this.name.dataset["known"]) void this.conversation.refresh();
    else void this.conversation.start();
    this.emit("open");
  }

  close(): void {
    if (!this.isOpen) return;
    this.dialog.close();
    this.opener?.focus();
    this.emit("close");
  }

  send(text: string): void {
    this.open();
    this.conversation.ask(text);
    this.focusField();
  }

  /** Names the visitor by a statement that the website's server has signed. */
  identify(identity: string): void {
    this.client.identity = identity;
    this.client.renew();
  }

  paint(color: string): void {
    const properties = palette(color);
    for (const [name, value] of Object.entries(properties)) this.style.setProperty(name, value);
    this.emit("painted", properties);
  }

  /** On a touch screen, focus in the field would cover half of the chat with a keyboard. */
  private focusField(): void {
    if (!matchMedia("(pointer: coarse)").matches) this.composer.field.focus();
  }

  private introduced({ name, color }: Assistant): void {
    this.name.textContent = name;
    this.name.dataset["known"] = "true";
    this.paint(this.getAttribute("color") ?? color);
  }

  private cancel(event: Event): void {
    event.preventDefault();
    this.close();
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing || this.hasAttribute("inline")) return;
    event.preventDefault();
    this.close();
  }

  private returned(): void {
    if (!document.hidden && this.isOpen) void this.conversation.refresh();
  }

  private emit(what: string, detail: Record<string, unknown> = {}): void {
    this.dispatchEvent(new CustomEvent(`botwright-${what}`, { detail }));
  }
}
