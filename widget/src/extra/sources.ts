import { h } from "../dom";
import { icon, OUTWARD } from "../icons";
import { outbound, safe } from "../links";
import type { Source } from "../protocol";
import { words } from "./words";

/** The pages that an answer cites, to open beside it. Null when there are none. */
export function sourceList(sources: Source[]): HTMLElement | null {
  if (!sources.length) return null;
  return h("div", { class: "sources" }, h("h3", {}, words.sources), h("ul", {}, ...pages(sources).map(page)));
}

/** Passages of one page are one entry, under all their numbers. */
function pages(sources: Source[]): Source[][] {
  const byPage = new Map<string, Source[]>();
  for (const source of sources) {
    const key = source.url?.replace(/#.*/, "") || source.title;
    byPage.set(key, [...(byPage.get(key) ?? []), source]);
  }
  return [...byPage.values()];
}

function page(passages: Source[]): HTMLElement {
  const source = passages[0]!;
  const url = safe(source.url);
  const numbers = h("span", { class: "numbers" }, passages.map(({ n }) => n).join(", "));
  const place = [source.visitor ? words.yours : url && new URL(url).host, passages.length === 1 && source.heading].filter(Boolean).join(" › ");
  const name = h("span", { class: "name" }, h("b", {}, source.title), h("small", {}, place || (source.quote ?? "")));
  if (!url) return h("li", {}, h("span", { class: "source", title: source.quote }, numbers, name));
  const attributes = { ...outbound(url), class: "source", href: url, title: source.quote };
  return h("li", {}, h("a", attributes, numbers, name, icon(OUTWARD)));
}
