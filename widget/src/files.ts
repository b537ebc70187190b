/** Files of visitors: offered, sent and shown. Only chats that take files fetch this. */
import { sheet } from "./dom";
import css from "./files/files.css";
import { learn } from "./files/words";

export { offer } from "./files/offer";
export { show } from "./files/show";

const dressed = new WeakSet<ShadowRoot>();

/** Makes the other functions ready for the chat in `root` and its language. */
export async function prepare(root: ShadowRoot, language: string): Promise<void> {
  await learn(language);
  if (dressed.has(root)) return;
  dressed.add(root);
  root.adoptedStyleSheets.push(sheet(css));
}
