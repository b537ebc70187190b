import type { Conversation } from "../conversation";
import { h } from "../dom";
import { CLIP, icon } from "../icons";
import { send } from "./send";
import { fill, words } from "./words";

const MEGABYTE = 2 ** 20;

/** Says in the introduction which files are taken, and lets the visitor choose, drop or paste one. */
export function offer(conversation: Conversation): void {
  const { transcript, assistant } = conversation;
  const { types, most_bytes } = assistant!.files!;
  const taken = fill(words.types, Math.floor(most_bytes / MEGABYTE));
  transcript.intro.append(h("p", { class: "disclosure" }, taken));
  const dialog = transcript.element.parentElement!;
  if (dialog.querySelector(".attach")) return;
  const take = (file: File | undefined): void => {
    const fits = file && file.size <= most_bytes && types.some((type) => file.name.toLowerCase().endsWith(type));
    if (file) void send(conversation, file, fits ? undefined : taken);
  };
  dialog.querySelector(".send")!.before(...button(types, `${words.attach}. ${taken}`, take));
  dialog.addEventListener("paste", ({ clipboardData }) => take(clipboardData?.files[0]));
  dialog.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  dialog.addEventListener("drop", (event) => {
    if (event.dataTransfer?.files.length) event.preventDefault();
    take(event.dataTransfer?.files[0]);
  });
}

function button(types: string[], title: string, take: (file: File | undefined) => void): HTMLElement[] {
  const chosen = (): void => {
    const [file] = input.files ?? [];
    // So that the same file can be chosen again.
    input.value = "";
    take(file);
  };
  const input = h("input", { type: "file", accept: types.join(), hidden: true, onchange: chosen });
  const attributes = { type: "button", class: "quiet attach", "aria-label": words.attach, title };
  return [h("button", { ...attributes, onclick: () => input.click() }, icon(CLIP)), input];
}
