import type { BotwrightChat } from "./element";
import type { Look, Theme } from "./public";

/** Dresses the chat and its launcher. Colours other than the brand's are ours, so that everything stays legible. */
export function dress(chat: BotwrightChat, host: HTMLElement, theme: Theme): void {
  const { scheme, color, ...tokens }: Look = typeof theme === "string" ? { scheme: theme } : theme;
  if (scheme) chat.setAttribute("scheme", scheme);
  for (const [name, value] of Object.entries(tokens)) {
    for (const element of [chat, host]) element.style.setProperty(`--botwright-${name}`, value);
  }
  if (!color) return;
  chat.setAttribute("color", color);
  chat.paint(color);
}
