import { chunk } from "../chunk";
import type { Conversation } from "../conversation";
import type { Asked } from "../messages";
import type { Attached } from "../protocol";
import { language } from "./words";

type Files = typeof import("../files");

/** Has something done by the parts that only chats with files fetch; without them the chat still answers. */
export function withFiles({ transcript, gone }: Conversation, act: (parts: Files) => void): void {
  const use = async (): Promise<void> => {
    const parts = await chunk<Files>("files.js");
    await parts.prepare(transcript.element.getRootNode() as ShadowRoot, language);
    if (!gone.signal.aborted) act(parts);
  };
  use().catch(() => undefined);
}

/** Shows the file behind a message of the visitor's. */
export const attached = (conversation: Conversation, asked: Asked, file: Attached): void =>
  withFiles(conversation, (parts) => parts.show(conversation, asked, file));
