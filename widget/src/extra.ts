/** The parts that few visits need, in a file of their own: it is fetched with the first question. */
import { sheet } from "./dom";
import css from "./extra/extra.css";
import { learn } from "./extra/words";

export { dress } from "./extra/actions";
export { badge } from "./extra/badge";
export { help, introduce } from "./extra/contact";
export { attached } from "./extra/files";
export { typed, watch } from "./extra/live";
export { menu } from "./extra/menu";
export { moved } from "./extra/people";
export { proactive } from "./extra/proactive";

const dressed = new WeakSet<ShadowRoot>();

/** Makes the other functions ready for the chat in `root` and its language. */
export async function prepare(root: ShadowRoot, language: string): Promise<void> {
  await learn(language);
  if (dressed.has(root)) return;
  dressed.add(root);
  root.adoptedStyleSheets.push(sheet(css));
}
