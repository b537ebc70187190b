import { texts } from "../chunk";
import { extra } from "../locales/en.json";

/** Every sentence of these parts, in the language that `learn` has chosen. */
export const words = { ...extra };

/** The language of `words`. */
export let language = "en";

/** Learns the chat's language; without its texts the language before stays. */
export async function learn(wanted: string): Promise<void> {
  if (wanted === language) return;
  try {
    Object.assign(words, await texts("extra", wanted, extra));
    language = wanted;
  } catch (problem) {
    console.warn("Botwright keeps its language:", problem);
  }
}

/** A text with its `{name}` filled in. */
export const fill = (text: string, value: string): string => text.replace(/\{\w+\}/, value);
