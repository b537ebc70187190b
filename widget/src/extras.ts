import { chunk } from "./chunk";
import { language } from "./words";

type Drawing = typeof import("./markdown");
type Parts = typeof import("./extra");
export type Extra = Parts & Drawing;

/** The parts that few visits need, ready to be used in `root` and in the chat's language, and what draws answers. */
export async function extra(root: ShadowRoot): Promise<Extra> {
  const [parts, drawing] = await Promise.all([chunk<Parts>("extra.js"), chunk<Drawing>("markdown.js")]);
  await parts.prepare(root, language);
  return { ...parts, ...drawing };
}
