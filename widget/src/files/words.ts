import { texts } from "../chunk";
import { files } from "../locales/en.json";

/** Every sentence of these parts, in the language that `learn` has chosen. */
export const words = { ...files };

/** The language of `words`. */
export let language = "en";

/** Learns the chat's language; without its texts the language before stays. */
export async function learn(wanted: string): Promise<void> {
  const learned = await texts("files", wanted, files).catch(() => undefined);
  if (!learned) return;
  Object.assign(words, learned);
  language = wanted;
}

/** A text with its `{name}` filled in. */
export const fill = (text: string, value: string | number): string => text.replace(/\{\w+\}/, () => String(value));
