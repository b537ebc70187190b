import type { Conversation } from "../conversation";
import { Failure } from "../failure";
import { pause } from "../pause";
import type { LiveEvent, Message } from "../protocol";
import { events } from "../sse";
import { fill, words } from "./words";

/** Pauses (ms) before a stream that has ended is opened again. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** How long (ms) one sign of typing is shown, and how often the visitor's own are sent. */
const SHOWN = 5000;
const SENT = 3000;

const listening = new WeakMap<Conversation, AbortController>();
const told = new WeakMap<Conversation, number>();

/** Listens while the chat can be seen, and always while a person is asked for or there. */
export function watch(conversation: Conversation): void {
  const { mode, transcript, gone } = conversation;
  const wanted = transcript.visible || mode === "waiting" || mode === "human";
  const running = listening.get(conversation);
  if (wanted === Boolean(running)) return;
  running?.abort();
  listening.delete(conversation);
  if (!wanted) return;
  const stop = new AbortController();
  listening.set(conversation, stop);
  void listen(conversation, AbortSignal.any([stop.signal, gone.signal]));
}

/** Tells a person that the visitor is typing. */
export function typed(conversation: Conversation): void {
  if (Date.now() - (told.get(conversation) ?? 0) < SENT) return;
  told.set(conversation, Date.now());
  conversation.client.post("typing").catch(() => undefined);
}

async function listen(conversation: Conversation, signal: AbortSignal): Promise<void> {
  for (let wait = FIRST_PAUSE; !signal.aborted; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    try {
      const response = await conversation.client.request(`events?after=${conversation.events}`, { signal });
      for await (const { id, event, data } of events(response.body!)) {
        conversation.events = Number(id) || conversation.events;
        happen(conversation, { type: event, ...JSON.parse(data) } as LiveEvent);
        wait = FIRST_PAUSE;
      }
    } catch (problem) {
      if ((problem as Failure).transient === false) return;
    }
    await pause(wait, signal);
  }
}

function happen(conversation: Conversation, event: LiveEvent): void {
  if (event.type === "message") receive(conversation, event);
  else if (event.type === "handoff") conversation.move(event);
  else if (event.type === "typing") typing(conversation, event.agent);
}

function receive(conversation: Conversation, message: Message): void {
  const { shown, transcript, watcher } = conversation;
  // What this tab is just sending comes back here, perhaps before its own call has told the id.
  if (message.role === "visitor" && message.text === conversation.sending) shown.add(message.id);
  if (shown.has(message.id)) return;
  settle(conversation);
  transcript.add(conversation.stored(message));
  if (message.role !== "agent") return;
  transcript.announce(`${message.agent ?? ""}: ${message.text}`);
  watcher.happened("answer", { id: message.id, text: message.text, state: message.state });
}

/** Shows for a while that a person is typing. */
function typing(conversation: Conversation, agent: string): void {
  settle(conversation);
  const line = conversation.transcript.mark(fill(words.typing, agent));
  line.classList.add("now");
  setTimeout(() => line.remove(), SHOWN);
}

const settle = ({ transcript }: Conversation): void => transcript.element.querySelector(".now")?.remove();
