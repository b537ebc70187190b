import type { Conversation } from "../conversation";
import { h } from "../dom";
import { waysToPeople, way } from "./contact";
import { words } from "./words";

/** Opens below a button what can be done with the conversation as a whole; closes it when it is open. */
export function menu(conversation: Conversation, button: HTMLElement): void {
  const open = button.parentElement!.querySelector<HTMLElement>(".menu");
  if (open) return open.hidePopover();
  const items = [
    ...waysToPeople(conversation),
    way(words.save, () => save(conversation)),
    way(words.fresh, () => conversation.watcher.left()),
  ];
  const list = h("div", { class: "menu", popover: "auto", onclick: () => list.hidePopover() }, ...items);
  list.addEventListener("toggle", (event) => {
    const shown = (event as ToggleEvent).newState === "open";
    button.ariaExpanded = String(shown);
    if (shown) return items[0]!.focus();
    list.remove();
    if (button.isConnected) button.focus();
  });
  button.after(list);
  list.showPopover();
  place(list, button);
}

/** Puts the menu, which is above everything on the page, under the end of its button. */
function place({ style }: HTMLElement, button: HTMLElement): void {
  const { bottom, left, right } = button.getBoundingClientRect();
  style.top = `${bottom + 6}px`;
  if (getComputedStyle(button).direction === "rtl") style.left = `${left}px`;
  else style.right = `${document.documentElement.clientWidth - right}px`;
}

/** Who said it and what: `innerText` has the lines as they are shown. */
function spoken(article: HTMLElement): string {
  const who = article.querySelector<HTMLElement>(".unseen")?.textContent ?? "";
  const what = article.querySelector<HTMLElement>(".markdown, p")?.innerText ?? "";
  return who + what;
}

/** How long (ms) a browser may take to begin saving. */
const SAVING = 60_000;

/** Gives the visitor the conversation as a text file. */
function save({ transcript }: Conversation): void {
  const said = [...transcript.element.querySelectorAll<HTMLElement>("article")].map(spoken);
  const href = URL.createObjectURL(new Blob([said.join("\n\n")], { type: "text/plain" }));
  h("a", { href, download: "chat.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(href), SAVING);
}
