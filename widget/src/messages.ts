import { moment } from "./clock";
import { h } from "./dom";
import type { Failure } from "./failure";
import { notice } from "./notice";
import type { Options } from "./markdown";
import type { Message, Rating, Role, Source, State } from "./protocol";
import { language, words } from "./words";

/** Something in the log, and when it was said. */
export interface Entry {
  readonly element: HTMLElement;
  readonly at: Date;
}

const spoken = (name: string): HTMLElement => h("span", { class: "unseen" }, `${name}: `);

/** A visitor's message: plain text, exactly as typed. */
export class Asked implements Entry {
  readonly element: HTMLElement;

  constructor(
    readonly text: string,
    readonly at: Date,
  ) {
    this.element = h("article", { class: "question", title: moment(at, language) }, spoken(words.you), h("p", { dir: "auto" }, text));
  }
}

/** Draws a text that may still grow. */
export interface View {
  update(text: string, options: Options): void;
}

/** Draws a text as it is, where there is nothing better. */
export const plain = (target: HTMLElement): View => ({ update: (text) => (target.textContent = text) });

/** An answer of the bot or of a person, from the first dots to the end. */
export class Answer implements Entry {
  id = "";
  text = "";
  role: Role = "assistant";
  /** The question, where it is known. */
  asked = "";
  sources: Source[] | undefined;
  given: Rating | null = null;
  refused = false;
  /** Whether it is one of the answers that were checked beforehand, given as it is. */
  instant: boolean | undefined;
  /** Whether more text is to come. */
  open = true;
  /** Whether its marks are shown raw, because the file that draws them did not come. */
  raw = false;
  private frame = 0;
  private view: View | undefined;
  readonly body = h("div", { class: "markdown", dir: "auto" });
  private readonly typing = h("div", { class: "typing", title: words.answering }, h("i"), h("i"), h("i"));
  /** What stands below the text. */
  readonly foot = h("div", { class: "foot" });
  readonly element: HTMLElement;

  constructor(
    readonly name: string,
    readonly at: Date,
  ) {
    this.element = h("article", { class: "answer" }, spoken(name), this.body, this.typing, this.foot);
  }

  /** Begins to draw: what draws comes with a file of its own. */
  show(view: View): void {
    this.view = view;
    this.body.replaceChildren();
    this.draw();
  }

  append(text: string): void {
    this.replace(this.text + text);
  }

  /** Shows another text; several in one frame are drawn once. */
  replace(text: string): void {
    this.text = text;
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  cite(sources: Source[]): void {
    this.sources = sources;
    this.replace(this.text);
  }

  finish(state: State, text: string): void {
    this.text = text;
    this.sources ??= [];
    this.open = false;
    this.draw();
    const note = { stopped: words.stopped, interrupted: words.interrupted, failed: words.failed }[state as string];
    if (note) this.foot.append(h("p", { class: "note" }, note));
  }

  /** Ends the answer with what went wrong. What had arrived stays readable. */
  fail(failure: Failure, retry: () => void): void {
    this.open = false;
    this.draw();
    this.element.hidden = false;
    this.foot.replaceChildren(notice(failure, retry));
  }

  /** Shows a stored message. Returns whether it is complete: one that is still streaming stays open for its events. */
  restore({ id, role, text, state, sources, feedback }: Message): boolean {
    this.id = id;
    this.role = role;
    this.sources = sources;
    this.given = feedback;
    if (state === "streaming") return false;
    this.finish(state, text);
    return true;
  }

  /** The answer as read aloud, without marks and citation numbers. */
  get spoken(): string {
    const copy = this.body.cloneNode(true) as HTMLElement;
    for (const chip of copy.querySelectorAll(".cite")) chip.remove();
    return copy.textContent ?? "";
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.view?.update(this.text, this);
    this.typing.hidden = !this.open || (this.text !== "" && this.view !== undefined);
  }
}
