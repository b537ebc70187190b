import { h } from "./dom";
import { DOWN, icon } from "./icons";
import { safe, outbound } from "./inline";
import { MarkdownView } from "./markdown";
import type { Assistant } from "./protocol";
import { follow } from "./scroll";
import { words } from "./words";

/** The scrolling part of the chat: who speaks here, then what was said. */
export class Transcript {
  private readonly intro = h("div", { class: "intro" }, h("div", { class: "typing" }, h("i"), h("i"), h("i")));
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

  constructor(private readonly ask: (text: string) => void) {
    this.latest.addEventListener("click", this.toEnd);
  }

  introduce({ name, disclosure, privacy_url, greeting, suggestions }: Assistant): void {
    const privacy = safe(privacy_url ?? "");
    const line = h("p", { class: "disclosure" }, disclosure || words.disclosure);
    if (privacy) line.append(" ", h("a", { href: privacy, ...outbound(privacy) }, words.privacy));
    const body = h("div", { class: "markdown" });
    new MarkdownView(body).update(greeting);
    this.intro.replaceChildren(line, ...(greeting ? [h("article", { class: "answer" }, body)] : []));
    this.log.ariaLabel = name;
    this.suggestions.replaceChildren(...suggestions.map((text) => this.suggestion(text)));
  }

  /** Replaces the log; with nothing said yet the suggested questions are on offer. */
  show(messages: HTMLElement[]): void {
    this.log.replaceChildren(...messages);
    this.suggestions.hidden = messages.length > 0;
    this.toEnd();
  }

  add(...messages: HTMLElement[]): void {
    this.log.append(...messages);
    this.suggestions.hidden = true;
    this.toEnd();
  }

  /** Shows, in place of the introduction, why there is none. */
  unavailable(notice: HTMLElement): void {
    this.intro.replaceChildren(notice);
  }

  announce(text: string): void {
    this.status.textContent = text;
  }

  private suggestion(text: string): HTMLElement {
    return h("button", { type: "button", onclick: () => this.ask(text) }, text);
  }
}
