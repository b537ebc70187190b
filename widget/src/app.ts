import { BotwrightChat } from "./element";
import type { Command, Mount } from "./loader";

if (!customElements.get("botwright-chat")) customElements.define("botwright-chat", BotwrightChat);

type Scheme = "light" | "dark" | "auto";

/** Puts the chat beside its launcher and returns what carries out the commands of `Botwright(…)`. */
export const mount: Mount = (origin, siteKey, launcher, host) => {
  const chat = document.createElement("botwright-chat") as BotwrightChat;
  const color = host.style.getPropertyValue("--brand");
  chat.setAttribute("origin", origin);
  chat.setAttribute("site-key", siteKey);
  if (color) chat.setAttribute("color", color);
  document.body.append(chat);
  attach(chat, launcher, host);
  const commands = commandsOf(chat);
  const run: Command = (name, ...values) => {
    const command = commands.get(name);
    if (command) command(...(values as never[]));
    else console.warn(`Botwright has no command "${name}". It knows: ${[...commands.keys()].join(", ")}.`);
  };
  return run;
};

/** Keeps the launcher's colour, state and focus in step with the chat. */
function attach(chat: BotwrightChat, launcher: HTMLElement, host: HTMLElement): void {
  chat.addEventListener("botwright-painted", (event) => {
    const properties = (event as CustomEvent<Record<string, string>>).detail;
    for (const [name, value] of Object.entries(properties)) host.style.setProperty(name, value);
  });
  chat.addEventListener("botwright-open", () => (launcher.ariaExpanded = "true"));
  chat.addEventListener("botwright-close", () => {
    launcher.ariaExpanded = "false";
    // Safari does not focus a button that is clicked, so there may be nothing that focus went back to.
    if (document.activeElement === document.body) launcher.focus();
  });
  launcher.addEventListener("keydown", (event) => event.key === "Escape" && chat.close());
}

function commandsOf(chat: BotwrightChat): Map<string, (...values: never[]) => void> {
  return new Map<string, (...values: never[]) => void>([
    ["open", () => chat.open()],
    ["close", () => chat.close()],
    ["toggle", () => (chat.isOpen ? chat.close() : chat.open())],
    ["send", (text: string) => chat.send(text)],
    ["identify", (identity: string) => chat.identify(identity)],
    ["theme", (theme: Scheme | { scheme?: Scheme; color?: string }) => dress(chat, theme)],
    [
      "on",
      (name: string, listener: (detail: unknown) => void) =>
        chat.addEventListener(`botwright-${name}`, (event) => listener((event as CustomEvent).detail)),
    ],
    ["destroy", () => chat.remove()],
  ]);
}

function dress(chat: BotwrightChat, theme: Scheme | { scheme?: Scheme; color?: string }): void {
  const { scheme, color } = typeof theme === "string" ? { scheme: theme, color: undefined } : theme;
  if (scheme) chat.setAttribute("scheme", scheme);
  if (!color) return;
  chat.setAttribute("color", color);
  chat.paint(color);
}
