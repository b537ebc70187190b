import css from "./chat.css";
import { Client } from "./client";
import { palette } from "./colour";
import type { Happening } from "./conversation";
import { focused, sheet } from "./dom";
import { Panel } from "./panel";
import type { Assistant } from "./protocol";
import type { Identity } from "./public";
import { Kept } from "./storage";
import { Tabs, type News } from "./tabs";
import { fitAboveKeyboard, onPhone } from "./viewport";
import { language, speak } from "./words";

/**
 * `<botwright-chat origin site-key [color] [locale] [scheme="light|dark"] [inline]>`: the chat of one site.
 * It opens over the page, or with `inline` fills its place in the page. It tells what happens by the events
 * `botwright-open`, `-close`, `-message`, `-answer`, `-error`, `-handoff` and `-unread`.
 */
export class BotwrightChat extends HTMLElement {
  panel!: Panel;
  private client: Client | undefined;
  private tabs!: Tabs;
  private draft!: Kept;
  private opener: HTMLElement | null = null;
  private unread = 0;
  private gone = new AbortController();

  connectedCallback(): void {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet(css)];
    const { signal } = (this.gone = new AbortController());
    this.draft = new Kept(() => sessionStorage, `botwright:${this.siteKey}:draft`);
    this.tabs = new Tabs(this.siteKey, (news, visitor) => this.heard(news, visitor), signal);
    document.addEventListener("visibilitychange", () => this.returned(), { signal });
    for (const event of ["online", "offline"]) addEventListener(event, () => this.network(), { signal });
    fitAboveKeyboard(() => this.panel.dialog, signal);
    this.build(this.client ?? this.stranger());
    if (this.inline) this.open();
  }

  disconnectedCallback(): void {
    this.gone.abort();
    this.panel.conversation.leave();
  }

  get isOpen(): boolean {
    return this.panel.dialog.open;
  }

  open(): void {
    if (this.isOpen) return;
    this.opener = focused();
    this.reveal();
    this.read();
    this.tabs.tell("read");
    if (this.panel.introducedTo) void this.panel.conversation.refresh();
    else void this.panel.conversation.start();
    this.panel.conversation.watch();
    this.emit("open");
  }

  close(): void {
    if (!this.isOpen) return;
    this.panel.dialog.close();
    this.panel.conversation.watch();
    this.opener?.focus();
    this.emit("close");
  }

  send(text: string): void {
    this.open();
    this.panel.ask(text);
    this.focusField();
  }

  /** Names the visitor by a statement that the website's server has signed. What another visitor said is gone. */
  identify(identity: Identity): void {
    if (this.client?.identity === identity) return;
    if (this.client?.identity) this.draft.forget();
    this.build(new Client(this.origin, this.siteKey, identity));
  }

  /** Makes the visitor a stranger: nothing of the conversation stays in the browser or in its other tabs. */
  logout(): void {
    this.forget();
    this.tabs.tell("left");
  }

  /** Speaks another language (BCP 47), if there are texts in it. */
  async speak(locale: string): Promise<void> {
    this.setAttribute("locale", locale);
    await this.learn(locale);
  }

  paint(color: string): void {
    const properties = palette(color);
    for (const [name, value] of Object.entries(properties)) this.style.setProperty(name, value);
    this.emit("painted", properties);
  }

  introduced({ color, locale }: Assistant): void {
    this.paint(this.getAttribute("color") ?? color);
    if (locale && !this.hasAttribute("locale")) void this.learn(locale);
  }

  happened(what: Happening, detail: Record<string, unknown>): void {
    if (what === "answer" && (!this.isOpen || document.hidden)) this.count(this.unread + 1);
    this.emit(what, detail);
  }

  said(): void {
    this.tabs.tell("said", this.client!.name);
  }

  left(): void {
    this.logout();
  }

  private get inline(): boolean {
    return this.hasAttribute("inline");
  }

  private get origin(): string {
    return this.getAttribute("origin") ?? location.origin;
  }

  private get siteKey(): string {
    return this.getAttribute("site-key") ?? "";
  }

  private stranger(): Client {
    return new Client(this.origin, this.siteKey);
  }

  /** Puts a new panel in the place of the one before, and opens it if that was open. */
  private build(client: Client): void {
    const open = this.panel?.dialog.open;
    this.panel?.conversation.leave();
    // What the session told of the conversation is old by now.
    client.renew();
    this.client = client;
    this.panel = new Panel(this, client, this.draft);
    const { dialog } = this.panel;
    dialog.addEventListener("cancel", (event) => this.cancel(event));
    dialog.addEventListener("keydown", (event) => this.key(event));
    this.shadowRoot!.replaceChildren(dialog);
    if (!open) return;
    this.reveal();
    void this.panel.conversation.start();
  }

  private reveal(): void {
    const { dialog } = this.panel;
    if (onPhone() && !this.inline) dialog.showModal();
    else dialog.show();
    if (this.inline) this.opener?.focus();
    else this.focusField();
  }

  /** On a touch screen, focus in the field would cover half of the chat with a keyboard. */
  private focusField(): void {
    if (!matchMedia("(pointer: coarse)").matches) this.panel.composer.field.focus();
  }

  private async learn(locale: string): Promise<void> {
    const before = language;
    await speak([locale]);
    if (language !== before && this.isConnected) this.build(this.client!);
  }

  private forget(): void {
    this.client?.forget();
    this.draft.forget();
    this.build(this.stranger());
  }

  /** What another tab of this website says. */
  private heard(news: News, visitor?: string): void {
    if (news === "read") this.count(0);
    else if (news === "left") this.forget();
    else if (visitor && !this.client!.identity && visitor !== this.client!.name) this.build(this.stranger().become(visitor));
    else void this.panel.conversation.refresh();
  }

  private network(): void {
    this.panel.connected(navigator.onLine);
    if (navigator.onLine) this.returned();
  }

  private returned(): void {
    this.panel.conversation.watch();
    if (document.hidden || !this.isOpen) return;
    this.read();
    void this.panel.conversation.refresh();
  }

  private read(): void {
    this.count(0);
  }

  private count(unread: number): void {
    if (unread === this.unread) return;
    this.unread = unread;
    this.emit("unread", { count: unread });
  }

  private cancel(event: Event): void {
    event.preventDefault();
    this.close();
  }

  private key(event: KeyboardEvent): void {
    // An open menu is what Escape closes first.
    const menu = this.shadowRoot!.querySelector(":popover-open");
    if (event.key !== "Escape" || event.isComposing || menu || this.inline) return;
    event.preventDefault();
    this.close();
  }

  private emit(what: string, detail: Record<string, unknown> = {}): void {
    this.dispatchEvent(new CustomEvent(`botwright-${what}`, { detail }));
  }
}
