import type { Conversation } from "../conversation";
import type { Failure } from "../failure";
import type { Mode, Moved } from "../protocol";
import { waysToPeople, way } from "./contact";
import { fill, words } from "./words";

/** Asks for a person. Where nobody is there, says so and offers what else there is. */
export async function askForPerson(conversation: Conversation): Promise<void> {
  const { client, transcript, assistant } = conversation;
  try {
    conversation.handOver((await (await client.post("handoff")).json()) as Moved);
  } catch (problem) {
    const { message, hint } = problem as Failure;
    if (assistant) assistant.handoff = false;
    transcript.mark(`${message} ${hint ?? ""} `, ...waysToPeople(conversation));
    transcript.announce(message);
  }
}

/** Writes into the log who answers from now on. */
export function moved(conversation: Conversation, mode: Mode, agent?: string | null): void {
  const { transcript, client } = conversation;
  const text = { bot: words.bot, waiting: words.waiting, human: fill(words.human, agent ?? ""), closed: words.closed }[mode];
  // What could be done about the state before is over.
  for (const button of transcript.element.querySelectorAll(".mark button")) button.remove();
  const line = transcript.mark(text);
  transcript.announce(text);
  if (mode !== "waiting") return;
  const back = async (): Promise<void> => {
    conversation.move((await (await client.post("handoff/cancel")).json()) as Moved);
  };
  line.append(" ", way(words.cancel, () => void back().catch(() => undefined)));
}
