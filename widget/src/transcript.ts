import { moment } from "./clock";
import { h, type Child } from "./dom";
import { DOWN, icon } from "./icons";
import { safe, outbound } from "./links";
import type { Entry } from "./messages";
import type { Assistant } from "./protocol";
import { follow } from "./scroll";
import { language, words } from "./words";

/** A silence (ms) after which the log says what time it is. */
const SILENCE = 15 * 60_000;

/** The scrolling part of the chat: who speaks here, then what was said. */
export class Transcript {
  readonly intro = h("div", { class: "intro" }, h("div", { class: "typing" }, h("i"), h("i"), h("i")));
  private readonly suggestions = h("div", { class: "suggestions", role: "group", "aria-label": words.suggestions });
  // Silent for screen readers: `status` says each answer once, when it is complete.
  private readonly log = h("div", { class: "log", role: "log", "aria-live": "off" });
  private readonly status = h("p", { class: "unseen", role: "status" });
  private readonly latest = h(
    "button",
    { type: "button", class: "latest", hidden: true, "aria-label": words.latest, title: words.latest },
    icon(DOWN),
  );
  private readonly content = h("div", { class: "content" }, this.intro, this.log, this.suggestions);
  private readonly scroller = h("div", { class: "scroller", tabindex: "-1" }, this.content);
  readonly element = h("div", { class: "transcript" }, this.scroller, this.latest, this.status);
  readonly toEnd = follow(this.scroller, this.content, (atEnd) => (this.latest.hidden = atEnd));
  private last = 0;
  private invitation = "";

  constructor(private readonly ask: (text: string) => void) {
    this.latest.addEventListener("click", this.toEnd);
  }

  introduce({ name, disclosure, privacy_url, consent, greeting, suggestions }: Assistant): void {
    const privacy = safe(privacy_url);
    // The platform's own sentence is English; in other languages the widget has one.
    const line = h("p", { class: "disclosure" }, (language === "en" && disclosure) || words.disclosure);
    if (consent) line.append(" ", consent);
    if (privacy) line.append(" ", h("a", { href: privacy, ...outbound(privacy) }, words.privacy));
    this.intro.replaceChildren(line);
    for (const text of [greeting, this.invitation]) if (text) this.greet(text);
    this.log.ariaLabel = name;
    this.suggestions.replaceChildren(...suggestions.map((text) => this.suggestion(text)));
  }

  /** Says in the introduction what has brought the visitor here. */
  invite(text: string): void {
    this.invitation = text;
    if (this.log.ariaLabel) this.greet(text);
  }

  /** Replaces the log; with nothing said yet the suggested questions are on offer. */
  show(entries: Entry[]): void {
    this.log.replaceChildren();
    this.last = 0;
    this.suggestions.hidden = false;
    this.add(...entries);
  }

  add(...entries: Entry[]): void {
    for (const { element, at } of entries) {
      if (at.getTime() - this.last > SILENCE) this.mark(moment(at, language));
      this.last = at.getTime();
      this.log.append(element);
    }
    this.suggestions.hidden ||= entries.length > 0;
    this.toEnd();
  }

  /** A line in the middle of the log: a time, or who answers from now on. */
  mark(...parts: Child[]): HTMLElement {
    const line = h("p", { class: "mark" }, ...parts);
    this.log.append(line);
    this.toEnd();
    return line;
  }

  /** Shows, in place of the introduction, why there is none. */
  unavailable(notice: HTMLElement): void {
    this.intro.replaceChildren(notice);
  }

  announce(text: string): void {
    this.status.textContent = text;
  }

  /** Whether somebody could be looking at it. */
  get visible(): boolean {
    return !document.hidden && this.element.checkVisibility();
  }

  private greet(text: string): void {
    this.intro.append(h("article", { class: "answer" }, h("p", { dir: "auto" }, text)));
  }

  private suggestion(text: string): HTMLElement {
    return h("button", { type: "button", onclick: () => this.ask(text) }, text);
  }
}
