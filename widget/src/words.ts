import { texts } from "./chunk";
import { chat } from "./locales/en.json";

/** The languages that there are texts in. */
declare const LANGUAGES: readonly string[];

/** Every sentence that the chat itself says, in the language that `speak` has chosen. */
export const words = { ...chat };

/** The language of `words`. */
export let language = "en";

/** The languages that are wanted (BCP 47), preferred first: the platform may know more of them than the chat. */
export let wanted: readonly string[] = [];

/** Learns the first of these languages (BCP 47) that there are texts in; without one nothing changes. */
export async function speak(languages: readonly string[]): Promise<void> {
  wanted = languages.filter(Boolean);
  const known = wanted.map((tag) => tag.toLowerCase().split("-")[0]!).find((tag) => LANGUAGES.includes(tag));
  if (!known || known === language) return;
  try {
    Object.assign(words, await texts("chat", known, chat));
    language = known;
  } catch (problem) {
    console.warn("Botwright keeps its language:", problem);
  }
}

/** The direction in which the language is written. */
export const direction = (): string => (language === "ar" ? "rtl" : "ltr");

/** A text with its `{name}` filled in. */
export const fill = (text: string, value: string | number): string => text.replace(/\{\w+\}/, String(value));
