/** Renders stored answers with the widget's own renderer; without scripts they stay plain text. */
import { render } from "../widget/markdown.js";

for (const answer of document.querySelectorAll("[data-markdown]")) {
  const sources = JSON.parse(document.getElementById(answer.dataset.markdown)?.textContent ?? "[]");
  answer.replaceChildren(render(answer.textContent, { sources }));
  answer.classList.remove("pre");
}
