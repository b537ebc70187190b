import { clock } from "../clock";
import type { Conversation } from "../conversation";
import { h } from "../dom";
import { AGAIN, BOLT, COPY, icon } from "../icons";
import type { Answer } from "../messages";
import { help } from "./contact";
import { feedback } from "./feedback";
import { sourceList } from "./sources";
import { language, words } from "./words";

/** Puts below a complete answer its sources, and what can be done with it. */
export function dress(answer: Answer, conversation: Conversation): void {
  if (answer.foot.querySelector(".actions")) return;
  const time = h("time", { datetime: answer.at.toISOString() }, clock(answer.at, language));
  const row = h("div", { class: "actions" });
  row.append(...(answer.role === "assistant" ? buttons(answer, conversation) : [h("span", {}, answer.name)]));
  row.append(time);
  if (answer.instant) time.prepend(instant());
  answer.foot.append(sourceList(answer.sources ?? []) ?? "", row);
  if (answer.role === "assistant" && answer.text && answer.id) {
    feedback(row, time, answer.given, {
      rate: async (rating, comment) => {
        await conversation.client.post(`messages/${answer.id}/feedback`, { rating, comment });
      },
      announce: (text) => conversation.transcript.announce(text),
    });
  }
  if (answer.refused) help(answer, conversation);
}

function buttons(answer: Answer, conversation: Conversation): HTMLElement[] {
  const found = [];
  // The clipboard exists on secure origins only.
  if (answer.text && navigator.clipboard) found.push(action("copy", words.copy, COPY, (copy) => copied(answer.text, copy)));
  if (answer.asked) found.push(action("again", words.again, AGAIN, () => conversation.ask(answer.asked)));
  return found;
}

function action(name: string, label: string, path: string, act: (button: HTMLButtonElement) => void): HTMLButtonElement {
  const attributes = { type: "button", class: `quiet ${name}`, "aria-label": label, title: label };
  const button = h("button", { ...attributes, onclick: () => act(button) }, icon(path));
  return button;
}

/** The mark of an answer that was checked beforehand. */
function instant(): HTMLElement {
  return h("span", { class: "instant", title: words.instant }, icon(BOLT), h("span", { class: "unseen" }, `${words.instant} `));
}

/** Copies the answer without the numbers of its sources, which mean nothing elsewhere. */
async function copied(text: string, button: HTMLButtonElement): Promise<void> {
  await navigator.clipboard.writeText(text.replace(/\s?\[\d[\d,\s]*\]/g, "")).catch(() => undefined);
  button.ariaLabel = button.title = words.copied;
  button.classList.add("done");
}
