import type { Conversation } from "../conversation";
import { h } from "../dom";
import { words } from "./words";

/** Shows a form at the end of the log, by which a visitor leaves a message for the team. */
export function leadForm(conversation: Conversation): void {
  const { transcript, assistant, client } = conversation;
  const name = h("input", { name: "name", autocomplete: "name", maxlength: 120 });
  const email = h("input", { name: "email", type: "email", autocomplete: "email", required: true, maxlength: 254 });
  const text = h("textarea", { name: "text", rows: 3, required: true, maxlength: 4000 });
  const problem = h("p", { class: "note", role: "alert" });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await client.post("leads", { name: name.value, email: email.value, text: text.value });
      form.replaceChildren(h("p", { role: "status" }, words.delivered));
    } catch (failure) {
      problem.textContent = `${(failure as Error).message} ${words.lost}`;
    }
  };
  const form = h(
    "form",
    { class: "lead", onsubmit: submit, "aria-label": words.message },
    labelled(words.name, name),
    labelled(words.email, email),
    labelled(words.text, text),
    ...(assistant?.consent ? [h("p", { class: "disclosure" }, assistant.consent)] : []),
    problem,
    h("div", {}, h("button", { class: "small" }, words.deliver), cancel(() => form.remove())),
  );
  transcript.add({ element: form, at: new Date() });
  email.focus();
}

const labelled = (label: string, field: HTMLElement): HTMLElement => h("label", {}, label, field);

const cancel = (onclick: () => void): HTMLElement => h("button", { type: "button", class: "small", onclick }, words.cancel);
