import { sheet } from "../dom";
import css from "./badge.css";
import { fill, words } from "./words";

/** Names the launcher and shows on it how many messages nobody has read. */
export function badge(launcher: HTMLElement, label: string, unread: number): void {
  const { adoptedStyleSheets } = launcher.getRootNode() as ShadowRoot;
  if (adoptedStyleSheets.length === 1) adoptedStyleSheets.push(sheet(css));
  launcher.ariaLabel = launcher.title = unread ? `${label} (${fill(words.unread, String(unread))})` : label;
  launcher.toggleAttribute("data-unread", unread > 0);
  if (unread) launcher.dataset["unread"] = String(unread);
}
