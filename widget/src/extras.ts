import { chunk } from "./chunk";
import { language } from "./words";

export type Extra = typeof import("./extra");

/** The parts that few visits need, ready to be used in `root` and in the chat's language. */
export async function extra(root: ShadowRoot): Promise<Extra> {
  const parts = await chunk<Extra>("extra.js");
  await parts.prepare(root, language);
  return parts;
}
