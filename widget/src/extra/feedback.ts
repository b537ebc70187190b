import { h } from "../dom";
import { icon, THUMB } from "../icons";
import type { Rating } from "../protocol";
import { words } from "./words";

interface Acts {
  rate(rating: Rating, comment?: string): Promise<void>;
  /** Tells a screen reader. */
  announce(text: string): void;
}

/**
 * Adds thumbs up and down to a row of buttons, before its last element. A thumb down asks for a reason.
 * A rating that could not be sent is not shown as given.
 */
export function feedback(row: HTMLElement, last: HTMLElement, given: Rating | null, acts: Acts): void {
  const line = h("span", { class: "thanks" });
  const thank = (text: string): void => {
    line.textContent = text;
    acts.announce(text);
  };
  let form: HTMLElement | undefined;
  const choose = async (rating: Rating): Promise<void> => {
    mark(rating);
    form?.remove();
    line.textContent = "";
    try {
      await acts.rate(rating);
    } catch {
      return mark(null);
    }
    if (rating === "up") thank(words.thanks);
    else row.after((form = reasonForm(acts, thank)));
  };
  const up = thumb("up", words.helpful, choose);
  const down = thumb("down", words.unhelpful, choose);
  const mark = (rating: Rating | null): void => {
    up.ariaPressed = String(rating === "up");
    down.ariaPressed = String(rating === "down");
  };
  mark(given);
  last.before(up, down, line);
}

function thumb(rating: Rating, label: string, choose: (rating: Rating) => void): HTMLButtonElement {
  const attributes = { type: "button", class: "quiet", "aria-label": label, title: label, onclick: () => choose(rating) };
  return h("button", attributes, icon(THUMB, rating));
}

/** Asks what was wrong: some usual reasons, and room for the visitor's own words. */
function reasonForm({ rate }: Acts, thank: (text: string) => void): HTMLElement {
  const field = h("textarea", { rows: 2, placeholder: words.comment, "aria-label": words.comment, maxlength: 1000 });
  const reasons = [words.wrong, words.incomplete, words.unclear].map(chip);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const chosen = reasons.filter(({ ariaPressed }) => ariaPressed === "true").map(({ textContent }) => textContent);
    const comment = [...chosen, field.value.trim()].filter(Boolean).join(". ");
    try {
      if (comment) await rate("down", comment);
      form.remove();
      thank(words.thanks);
    } catch {
      thank(words.lost);
    }
  };
  const chips = h("div", { class: "chips", role: "group", "aria-label": words.reasons }, ...reasons);
  const form = h("form", { class: "reason", onsubmit: submit }, chips, field, h("button", { class: "small" }, words.submit));
  return form;
}

function chip(label: string): HTMLButtonElement {
  const toggle = (): void => {
    button.ariaPressed = String(button.ariaPressed !== "true");
  };
  const button = h("button", { type: "button", class: "small", "aria-pressed": "false", onclick: toggle }, label);
  return button;
}
