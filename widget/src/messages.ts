import { h } from "./dom";
import type { Failure } from "./failure";
import { feedback, type Rate } from "./feedback";
import { MarkdownView } from "./markdown";
import { notice } from "./notice";
import type { Message, Rating, Source, State } from "./protocol";
import { sourceList } from "./sources";
import { words } from "./words";

const spoken = (name: string): HTMLElement => h("span", { class: "unseen" }, `${name}: `);

/** A visitor's message: plain text, exactly as typed. */
export const question = (text: string): HTMLElement =>
  h("article", { class: "question" }, spoken(words.you), h("p", {}, text));

const NOTES: Partial<Record<State, string>> = {
  stopped: words.stopped,
  interrupted: words.interrupted,
  failed: words.failed,
};

/** An answer, from the first dots to the thumbs. */
export class Answer {
  id = "";
  text = "";
  private sources: Source[] | undefined;
  private frame = 0;
  private readonly body = h("div", { class: "markdown" });
  private readonly markdown = new MarkdownView(this.body);
  private readonly typing = h("div", { class: "typing", title: words.answering }, h("i"), h("i"), h("i"));
  private readonly foot = h("div", { class: "foot" });
  readonly element: HTMLElement;

  constructor(
    name: string,
    private readonly rate: (id: string, ...rating: Parameters<Rate>) => Promise<void>,
  ) {
    this.element = h("article", { class: "answer" }, spoken(name), this.body, this.typing, this.foot);
  }

  append(text: string): void {
    this.replace(this.text + text);
  }

  /** Shows another text; several in one frame are drawn once. */
  replace(text: string): void {
    this.text = text;
    this.frame ||= requestAnimationFrame(() => this.draw(true));
  }

  cite(sources: Source[]): void {
    this.sources = sources;
    this.replace(this.text);
  }

  finish(state: State, text: string, given: Rating | null = null): void {
    this.text = text;
    this.sources ??= [];
    this.draw(false);
    const note = NOTES[state];
    const rate: Rate = (...rating) => this.rate(this.id, ...rating);
    if (note) this.foot.append(h("p", { class: "note" }, note));
    this.foot.append(sourceList(this.sources) ?? "", text && this.id ? feedback(given, rate) : "");
  }

  /** Ends the answer with what went wrong. What had arrived stays readable. */
  fail(failure: Failure, retry: () => void): void {
    this.draw(false);
    this.foot.replaceChildren(notice(failure, retry));
  }

  /** Shows a stored message; one that is still streaming stays open for its events. */
  restore({ id, text, state, sources, feedback: given }: Message): this {
    this.id = id;
    this.sources = sources;
    if (state !== "streaming") this.finish(state, text, given);
    return this;
  }

  /** The answer as read aloud, without marks and citation numbers. */
  get spoken(): string {
    const copy = this.body.cloneNode(true) as HTMLElement;
    for (const chip of copy.querySelectorAll(".cite")) chip.remove();
    return copy.textContent ?? "";
  }

  private draw(open: boolean): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.markdown.update(this.text, { sources: this.sources, open });
    this.typing.hidden = !open || this.text !== "";
    this.element.classList.toggle("open", open && this.text !== "");
  }
}
