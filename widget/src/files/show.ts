import type { Conversation } from "../conversation";
import { h } from "../dom";
import type { Failure } from "../failure";
import { CLIP, icon } from "../icons";
import type { Asked } from "../messages";
import type { Attached } from "../protocol";
import { language, words } from "./words";

const KILOBYTE = 1024;
/** How long (ms) a browser may take to begin saving. */
const SAVING = 60_000;

/** Shows in the visitor's message the file that it stands for, to be fetched again. */
export function show(conversation: Conversation, asked: Asked, file: Attached): void {
  const unit = new Intl.NumberFormat(language, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });
  const size = unit.format(Math.max(1, file.size / KILOBYTE));
  const onclick = (): void => void save(conversation, file);
  const name = h("span", {}, h("bdi", {}, file.name), h("small", {}, file.partly ? `${size}. ${words.partly}` : size));
  const button = h("button", { type: "button", class: "file", onclick }, icon(CLIP), name);
  asked.element.querySelector("p")!.replaceChildren(button);
}

async function save({ client, transcript }: Conversation, { id, name }: Attached): Promise<void> {
  try {
    const href = URL.createObjectURL(await (await client.request(`files/${id}`)).blob());
    h("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), SAVING);
  } catch (problem) {
    const { message, hint } = problem as Failure;
    transcript.mark(`${message} ${hint}`);
    transcript.announce(message);
  }
}
