import type { Conversation } from "../conversation";
import { h } from "../dom";
import type { Failure } from "../failure";
import { CLOSE, icon } from "../icons";
import type { Message, Moved } from "../protocol";
import { upload } from "./upload";
import { fill, words } from "./words";

type Arrived = Moved & { message: Message };

/** Sends a file and shows it in the log; or says `wrong`, where it is known beforehand what is wrong with it. */
export async function send(conversation: Conversation, file: File, wrong?: string): Promise<void> {
  const { client, transcript } = conversation;
  const composer = transcript.element.parentElement!.querySelector(".composer")!;
  const before = composer.parentElement!.querySelector<HTMLElement>(".sending");
  // One at a time; what went wrong with the one before is read by now.
  if (before && before.role !== "alert") return;
  before?.remove();
  const stop = new AbortController();
  const bar = h("progress", { "aria-label": fill(words.sending, file.name) });
  const row = h(
    "div",
    { class: "sending", dir: "auto" },
    h("span", {}, fill(words.sending, file.name)),
    bar,
    h("button", { type: "button", class: "small", onclick: () => stop.abort() }, words.cancel),
  );
  composer.before(row);
  if (wrong) return say(row, wrong);
  transcript.announce(row.firstElementChild!.textContent!);
  const signal = AbortSignal.any([stop.signal, conversation.gone.signal]);
  try {
    const response = await client.request(`files?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: file,
      signal,
      via: upload((share) => progress(bar, share)),
    });
    arrive(conversation, (await response.json()) as Arrived);
    row.remove();
  } catch (problem) {
    const { message, hint } = problem as Failure;
    if (signal.aborted) row.remove();
    else say(row, `${message} ${hint ?? ""}`);
  }
}

/** Once all is sent, nobody knows how long reading takes. */
function progress(bar: HTMLProgressElement, share: number): void {
  if (share < 1) bar.value = share;
  else bar.removeAttribute("value");
}

function arrive(conversation: Conversation, { message, ...moved }: Arrived): void {
  conversation.client.keep();
  // While people talk it may have come by the events already.
  if (!conversation.shown.has(message.id)) conversation.transcript.add(conversation.stored(message));
  conversation.transcript.announce(message.text);
  conversation.handOver(moved);
}

/** Puts in place of the progress what went wrong and what to do. */
function say(row: HTMLElement, text: string): void {
  const close = { type: "button", class: "quiet", "aria-label": words.dismiss, title: words.dismiss };
  row.role = "alert";
  row.replaceChildren(h("span", {}, text), h("button", { ...close, onclick: () => row.remove() }, icon(CLOSE)));
}
