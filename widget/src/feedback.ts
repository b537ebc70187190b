import { h } from "./dom";
import { icon, THUMB } from "./icons";
import type { Rating } from "./protocol";
import { words } from "./words";

export type Rate = (rating: Rating, comment?: string) => Promise<void>;

/** Thumbs up and down; down offers a comment. A rating that could not be sent is not shown as given. */
export function feedback(given: Rating | null, rate: Rate): HTMLElement {
  const thanks = h("span", { class: "thanks" });
  const choose = async (rating: Rating): Promise<void> => {
    mark(rating);
    form?.remove();
    thanks.textContent = "";
    try {
      await rate(rating);
    } catch {
      return mark(null);
    }
    if (rating === "up") thanks.textContent = words.thanks;
    else element.append((form = commentForm(rate, thanks)));
  };
  const up = thumb("up", words.helpful, choose);
  const down = thumb("down", words.unhelpful, choose);
  const mark = (rating: Rating | null): void => {
    up.ariaPressed = String(rating === "up");
    down.ariaPressed = String(rating === "down");
  };
  let form: HTMLElement | undefined;
  const element = h("div", { class: "feedback" }, up, down, thanks);
  mark(given);
  return element;
}

function thumb(rating: Rating, label: string, choose: (rating: Rating) => void): HTMLButtonElement {
  const attributes = { type: "button", class: "quiet", "aria-label": label, title: label, onclick: () => choose(rating) };
  return h("button", attributes, icon(THUMB, rating));
}

function commentForm(rate: Rate, thanks: HTMLElement): HTMLElement {
  const field = h("textarea", { rows: 2, placeholder: words.comment, "aria-label": words.comment, maxlength: 1000 });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      if (field.value.trim()) await rate("down", field.value.trim());
      form.remove();
      thanks.textContent = words.thanks;
    } catch {
      thanks.textContent = words.offline;
    }
  };
  const form = h("form", { onsubmit: submit }, field, h("button", { class: "small" }, words.submit));
  return form;
}
