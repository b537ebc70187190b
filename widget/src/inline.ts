import { h, type Child } from "./dom";
import { outbound, safe } from "./links";
import type { Source } from "./protocol";

export type Cite = (n: number) => Node | string;

type Rule = [pattern: string, make: (groups: string[], cite: Cite) => Child];

// Tried in this order at each place of the text; a rule's groups follow each other in one combined expression.
const RULES: Rule[] = [
  ["\\\\([\\\\`*_\\[\\]()#+\\-.!~>])", ([text]) => text!],
  ["`([^`\\n]+)`", ([text]) => h("code", {}, text!)],
  ["\\*\\*(\\S(?:.*?\\S)?)\\*\\*(?!\\*)", ([text], cite) => h("strong", {}, ...inline(text!, cite))],
  ["(?<!\\w)__(\\S(?:.*?\\S)?)__(?!\\w)", ([text], cite) => h("strong", {}, ...inline(text!, cite))],
  ["\\*([^*\\s](?:[^*\\n]*[^*\\s])?)\\*", ([text], cite) => h("em", {}, ...inline(text!, cite))],
  ["(?<!\\w)_([^_\\s](?:[^_\\n]*[^_\\s])?)_(?!\\w)", ([text], cite) => h("em", {}, ...inline(text!, cite))],
  ["!?\\[([^\\]\\n]+)\\]\\(([^()\\s]+)\\)", ([text, href]) => link(text!, href!)],
  ["\\[(\\d{1,2}(?:\\s*,\\s*\\d{1,2})*)\\]", ([numbers], cite) => citations(numbers!, cite)],
  ["(https?://[^\\s<>\"'\\])]*[^\\s<>\"'\\]).,;:!?*_])", ([href]) => link(href!, href!)],
];
const ANY = new RegExp(RULES.map(([pattern]) => `(?:${pattern})`).join("|"), "g");
const GROUPS = RULES.map(([pattern]) => new RegExp(`${pattern}|`).exec("")!.length - 1);

/** Text with emphasis, code, links and citations, as nodes. Anything else, HTML included, stays text. */
export function inline(text: string, cite: Cite): Child[] {
  const children: Child[] = [];
  let end = 0;
  for (const match of text.matchAll(ANY)) {
    children.push(text.slice(end, match.index), apply(match, cite));
    end = match.index + match[0].length;
  }
  return [...children, text.slice(end)];
}

function apply(match: RegExpMatchArray, cite: Cite): Child {
  let group = 1;
  for (const [i, [, make]] of RULES.entries()) {
    const groups = match.slice(group, group + GROUPS[i]!);
    if (groups[0] !== undefined) return make(groups, cite);
    group += GROUPS[i]!;
  }
  return match[0];
}

function citations(numbers: string, cite: Cite): Node {
  const chips = document.createDocumentFragment();
  chips.append(...numbers.split(",").map((number) => cite(Number(number))));
  return chips;
}

function link(text: string, href: string): Child {
  const url = safe(href);
  return url ? h("a", { ...outbound(url), href: url }, text) : text;
}

/** The chip of a cited source. Without an address it is a plain number that names its source. */
export function chip(source: Source): HTMLElement {
  const url = safe(source.url);
  const name = [source.title, url && new URL(url).host].filter(Boolean).join(" · ");
  if (!url) return h("span", { class: "cite", title: name }, String(source.n));
  const label = `${source.n}: ${name}`;
  return h("a", { class: "cite", href: url, title: name, "aria-label": label, ...outbound(url) }, String(source.n));
}
