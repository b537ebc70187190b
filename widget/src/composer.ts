import { h } from "./dom";
import { icon, SEND, STOP } from "./icons";
import { words } from "./words";

const MOST_LINES_PX = 140;

/** The text field with its button, which sends a question or stops the running answer. */
export class Composer {
  readonly field = h("textarea", {
    rows: 1,
    placeholder: words.placeholder,
    "aria-label": words.placeholder,
    enterkeyhint: "send",
    oninput: () => this.refresh(),
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
    private readonly send: (text: string) => void,
    private readonly stop: () => void,
  ) {
    this.refresh();
  }

  /** While an answer runs the field stays usable, and the button stops the answer. */
  busy(answering: boolean): void {
    this.answering = answering;
    this.refresh();
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
      if (event.type === "submit") this.stop();
    } else if (text) {
      this.field.value = "";
      this.refresh();
      this.send(text);
    }
  }

  private refresh(): void {
    const { field, button, answering } = this;
    button.replaceChildren(icon(answering ? STOP : SEND));
    button.ariaLabel = button.title = answering ? words.stop : words.send;
    button.classList.toggle("stop", answering);
    button.disabled = !answering && !field.value.trim();
    field.style.height = "auto";
    if (field.scrollHeight) field.style.height = `${Math.min(field.scrollHeight, MOST_LINES_PX)}px`;
  }
}
