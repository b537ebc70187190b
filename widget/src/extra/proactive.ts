import { h } from "../dom";
import type { BotwrightChat } from "../element";
import { CLOSE, icon } from "../icons";
import type { ProactiveRule } from "../protocol";
import { Kept } from "../storage";
import { words } from "./words";

/** How often (ms) the rules are looked at: pages of an application change their address without loading. */
const BEAT = 500;

/** Follows the rules, the business's unless given: the first that holds is said once, beside the closed chat. */
export async function proactive(chat: BotwrightChat, given?: ProactiveRule[]): Promise<void> {
  const declined = new Kept(() => sessionStorage, "botwright:declined");
  if (declined.get()) return;
  const rules = given ?? (await chat.panel.conversation.client.session()).assistant.proactive ?? [];
  const began = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - began) / 1000;
    const rule = rules.find((candidate) => holds(candidate, seconds));
    if (rule && !chat.isOpen && !document.hidden) say(chat, rule.text, declined);
    if (rule || chat.isOpen || !chat.isConnected) clearInterval(timer);
  }, BEAT);
}

const holds = ({ after_seconds = 0, url_contains = "" }: ProactiveRule, seconds: number): boolean =>
  seconds >= after_seconds && location.href.includes(url_contains);

function say(chat: BotwrightChat, text: string, declined: Kept): void {
  const over = (): void => {
    bubble.remove();
    declined.set("yes");
    declined.keep();
  };
  const accept = (): void => {
    over();
    chat.panel.conversation.transcript.invite(text);
    chat.open();
  };
  const decline = { type: "button", class: "quiet", "aria-label": words.dismiss, title: words.dismiss, onclick: over };
  const bubble = h(
    "div",
    { class: "bubble", role: "status" },
    h("button", { type: "button", onclick: accept }, text),
    h("button", decline, icon(CLOSE)),
  );
  chat.addEventListener("botwright-open", over, { once: true });
  chat.shadowRoot!.append(bubble);
}
