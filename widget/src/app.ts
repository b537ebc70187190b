import { BotwrightChat } from "./element";
import type { Mount } from "./loader";
import type { ProactiveRule } from "./protocol";
import type { Command, Identity, Theme } from "./public";
import { dress } from "./theme";
import { speak, words } from "./words";

const marked = document.querySelector<HTMLElement>("[data-locale], botwright-chat[locale]");
const wanted = [marked?.dataset["locale"] ?? marked?.getAttribute("locale") ?? "", document.documentElement.lang];
// Before anything is drawn, so that no visitor sees two languages.
await speak([...wanted, ...navigator.languages]);

if (!customElements.get("botwright-chat")) customElements.define("botwright-chat", BotwrightChat);

/** Puts the chat beside its launcher and returns what carries out the commands of `Botwright(…)`. */
export const mount: Mount = (source, { siteKey = "", color, locale, label }, launcher, host) => {
  const chat = document.createElement("botwright-chat") as BotwrightChat;
  const attributes = { origin: new URL(source).origin, "site-key": siteKey, color, locale };
  for (const [name, value] of Object.entries(attributes)) if (value) chat.setAttribute(name, value);
  host.after(chat);
  if (locale) void chat.speak(locale);
  attach(chat, launcher, host, label ?? words.launch);
  const commands = commandsOf(chat, host);
  const run: Command = (name, ...values) => {
    const command = commands.get(name);
    if (command) command(...(values as never[]));
    else console.warn(`Botwright has no command "${name}". It knows: ${[...commands.keys()].join(", ")}.`);
  };
  return run;
};

/** Keeps the launcher's colour, state and focus in step with the chat. */
function attach(chat: BotwrightChat, launcher: HTMLElement, host: HTMLElement, label: string): void {
  launcher.ariaLabel = launcher.title = label;
  chat.addEventListener("botwright-unread", (event) => {
    const { count } = (event as CustomEvent<{ count: number }>).detail;
    chat.panel.conversation.dress((parts) => parts.badge(launcher, label, count));
  });
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

function commandsOf(chat: BotwrightChat, host: HTMLElement): Map<string, (...values: never[]) => void> {
  return new Map<string, (...values: never[]) => void>([
    ["open", () => chat.open()],
    ["close", () => chat.close()],
    ["toggle", () => (chat.isOpen ? chat.close() : chat.open())],
    ["send", (text: string) => chat.send(text)],
    ["identify", (identity: Identity) => chat.identify(identity)],
    ["logout", () => chat.logout()],
    ["locale", (locale: string) => void chat.speak(locale)],
    ["theme", (theme: Theme) => dress(chat, host, theme)],
    ["proactive", (rules?: ProactiveRule[]) => invite(chat, rules)],
    [
      "on",
      (name: string, listener: (detail: unknown) => void) =>
        chat.addEventListener(`botwright-${name}`, (event) => listener((event as CustomEvent).detail)),
    ],
    ["destroy", () => chat.remove()],
  ]);
}

/** Follows the rules by which the chat speaks first. */
function invite(chat: BotwrightChat, rules?: ProactiveRule[]): void {
  chat.panel.conversation.dress((parts) => void parts.proactive(chat, rules).catch(() => undefined));
}
