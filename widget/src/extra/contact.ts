import { moment } from "../clock";
import type { Conversation } from "../conversation";
import { h } from "../dom";
import { outbound, safe } from "../links";
import type { Answer } from "../messages";
import { withFiles } from "./files";
import { leadForm } from "./lead";
import { askForPerson } from "./people";
import { fill, language, words } from "./words";

/** Says in the introduction whether people are there, when they will be, and which files can be sent. */
export function introduce(conversation: Conversation): void {
  const { assistant, transcript } = conversation;
  const { open, next } = assistant?.hours ?? {};
  const back = next && fill(words.shut, moment(new Date(next), language));
  const text = open ? words.open : back;
  if (text) transcript.intro.append(h("p", { class: "disclosure" }, text));
  if (assistant?.files) withFiles(conversation, (parts) => parts.offer(conversation));
}

/** Offers below an answer that did not help the ways to a person. */
export function help(answer: Answer, conversation: Conversation): void {
  const ways = waysToPeople(conversation);
  if (ways.length) answer.foot.append(h("div", { class: "ways" }, ...ways));
}

/** Buttons and links that lead to a person, those that the business offers. */
export function waysToPeople(conversation: Conversation): HTMLElement[] {
  const { handoff, contact } = conversation.assistant ?? {};
  const ways: HTMLElement[] = [];
  if (handoff && conversation.mode === "bot") ways.push(way(words.person, () => void askForPerson(conversation)));
  if (contact?.form) ways.push(way(words.message, () => leadForm(conversation)));
  if (contact?.email) ways.push(link(words.write, `mailto:${contact.email}`));
  if (contact?.url) ways.push(link(words.page, contact.url));
  return ways;
}

/** A button in the manner of these. */
export const way = (label: string, onclick: () => void): HTMLElement =>
  h("button", { type: "button", class: "small", onclick }, label);

function link(label: string, address: string): HTMLElement {
  const url = safe(address);
  return url ? h("a", { ...outbound(url), class: "small", href: url }, label) : h("span");
}
