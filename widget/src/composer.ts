import { h } from "./dom";
import { icon, SEND, STOP } from "./icons";
import type { Kept } from "./storage";
import { words } from "./words";

const MOST_LINES_PX = 140;

/** What the text field does for the chat around it. */
interface Acts {
  send(text: string): void;
  stop(): void;
  typing(): void;
}

/** The text field with its button, which sends a question or stops the running answer. What is begun is kept. */
export class Composer {
  readonly field = h("textarea", {
    rows: 1,
    placeholder: words.placeholder,
    "aria-label": words.placeholder,
    enterkeyhint: "send",
    oninput: () => this.typed(),
    onkeydown: (event: KeyboardEvent) => this.key(event),
  });
  private readonly button = h("button", { class: "send", type: "submit" });
  readonly element = h(
    "form",
    { class: "composer", onsubmit: (event: Event) => this.submit(event) },
    this.field,
    this.button,
  );
  private answering = false;

  constructor(
    private readonly acts: Acts,
    private readonly draft: Kept,
  ) {
    this.field.value = draft.get() ?? "";
    this.refresh();
  }

  /** While an answer runs the field stays usable, and the button stops the answer. */
  busy(answering: boolean): void {
    this.answering = answering;
    this.refresh();
  }

  private typed(): void {
    this.remember();
    this.refresh();
    this.acts.typing();
  }

  private remember(): void {
    this.draft.set(this.field.value);
    if (this.field.value) this.draft.keep();
    else this.draft.forget();
  }

  private key(event: KeyboardEvent): void {
    // While an input method composes a character, Enter belongs to it (Safari reports that as key code 229 only).
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !composing) this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const text = this.field.value.trim();
    if (this.answering) {
      if (event.type === "submit") this.acts.stop();
    } else if (text) {
      this.field.value = "";
      this.remember();
      this.refresh();
      this.acts.send(text);
    }
  }

  private refresh(): void {
    const { field, button, answering } = this;
    button.replaceChildren(icon(answering ? STOP : SEND));
    button.ariaLabel = button.title = answering ? words.stop : words.send;
    button.classList.toggle("stop", answering);
    button.disabled = !answering && !field.value.trim();
    // An empty field would otherwise show its hint from left to right.
    field.dir = field.value ? "auto" : "";
    field.style.height = "auto";
    if (field.scrollHeight) field.style.height = `${Math.min(field.scrollHeight, MOST_LINES_PX)}px`;
  }
}
