import { h, type Child } from "./dom";
import { outbound, safe } from "./links";
import type { Source } from "./protocol";

export type Cite = (n: number) => Node | string;

type Make = (groups: string[], within: (text: string) => Child[], cite: Cite) => Child;
type Rule = [pattern: string, make: Make];

// Scripts that put no spaces between words, and their punctuation: a mark beside them is beside a word's end.
const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3000-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af\\uff00-\\uffef";
const WORD = `(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}]`;
const LEFT = "(?![\\s*_.,;!?)])";

/** What a mark looks like where it opens: not inside a word or number, nor behind a price as the sign of a footnote. */
export const OPENING: Record<string, string> = {
  "`": "`",
  "***": `(?<!${WORD}|\\*)\\*{3}${LEFT}`,
  "**": `(?<!${WORD}|\\*)\\*\\*${LEFT}`,
  __: `(?<!${WORD}|_)__${LEFT}`,
  "*": `(?<![^\\s\\p{Ps}\\p{Pi}\\p{Pd}"'/:.,;!?¿¡${UNSPACED}])\\*(?!#)${LEFT}(?=[^*\\n]*\\p{L})`,
  _: `(?<!${WORD}|_)_${LEFT}`,
};

const strong: Make = ([text], within) => h("strong", {}, ...within(text!));
const em: Make = ([text], within) => h("em", {}, ...within(text!));

// Tried in this order at each place of the text; a rule's groups follow each other in one combined expression.
const MARKS: Rule[] = [
  ["\\\\([\\\\`*_\\[\\]()#+\\-.!~>|])", ([text]) => text!],
  ["([*_]{4,})", ([text]) => text!],
  ["<([bB][rR]) ?\\/?>", () => h("br")],
  ["`([^`\\n]+)`", ([text]) => h("code", {}, text!)],
  [`${OPENING["***"]}(.*?\\S)\\*{3}(?!\\*|${WORD})`, ([text], within) => h("strong", {}, h("em", {}, ...within(text!)))],
  [`${OPENING["**"]}(.*?\\S)\\*\\*(?!\\*|(?=${WORD})\\p{N})`, strong],
  [`${OPENING["__"]}(.*?\\S)__(?!_|${WORD})`, strong],
  [`${OPENING["*"]}([^*\\n]*[^*\\s])\\*(?!\\*|${WORD})`, em],
  [`${OPENING["_"]}([^_\\n]*[^_\\s])_(?!_|${WORD})`, em],
];
const BRACKETED = "\\((?:[^\\s()<>]|\\([^\\s()<>]*\\))*\\)";
const CLOSERS = "\\s<>\"'()\\[\\]“”„«»\\u3001-\\u3011\\uff01-\\uff0f\\uff1a-\\uff1f";
const LINKS: Rule[] = [
  [
    `!?\\[((?:[^\\[\\]\\n]|\\[[^\\[\\]\\n]*\\])+)\\]\\((<[^<>\\n]+>|(?:\\\\.|[^()\\s\\\\]|${BRACKETED})+)(?:\\s+"[^"\\n]*")?\\)`,
    ([text, href], _, cite) => link(inline(text!, cite, labels), href!.replace(/^<|>$|\\(?=[()\\])/g, "")),
  ],
  ["\\[(\\d{1,2}(?:\\s*,\\s*\\d{1,2})*)\\]", ([numbers], _, cite) => citations(numbers!, cite)],
  ["<((?:https?:|mailto:)[^\\s<>]+)>", ([href]) => link([href!], href!)],
  [`(https?://(?:[^${CLOSERS}]|${BRACKETED})*(?:[^${CLOSERS}.,;:!?*_…|]|${BRACKETED}))`, ([href]) => link([href!], href!)],
];

/** Rules and the one expression that finds whatever they match. */
interface Grammar {
  any: RegExp;
  rules: { make: Make; groups: number }[];
}

const labels = grammar(MARKS);
const everything = grammar([...MARKS, ...LINKS]);

function grammar(rules: Rule[]): Grammar {
  return {
    any: new RegExp(rules.map(([pattern]) => `(?:${pattern})`).join("|"), "gu"),
    rules: rules.map(([pattern, make]) => ({ make, groups: new RegExp(`${pattern}|`, "u").exec("")!.length - 1 })),
  };
}

/** Text with emphasis, code, line breaks, links and citations, as nodes. Anything else, other HTML included, stays text. */
export function inline(text: string, cite: Cite, grammar: Grammar = everything): Child[] {
  const children: Child[] = [];
  let end = 0;
  for (const match of text.matchAll(grammar.any)) {
    children.push(text.slice(end, match.index), apply(match, cite, grammar));
    end = match.index + match[0].length;
  }
  return [...children, text.slice(end)];
}

function apply(match: RegExpMatchArray, cite: Cite, grammar: Grammar): Child {
  let group = 1;
  for (const { make, groups } of grammar.rules) {
    const found = match.slice(group, group + groups);
    if (found[0] !== undefined) return make(found, (text) => inline(text, cite, grammar), cite);
    group += groups;
  }
  return match[0];
}

function citations(numbers: string, cite: Cite): Node {
  const chips = document.createDocumentFragment();
  chips.append(...numbers.split(",").map((number) => cite(Number(number))));
  return chips;
}

function link(label: Child[], href: string): Child {
  const url = safe(href);
  if (url) return h("a", { ...outbound(url), href: url }, ...label);
  const text = document.createDocumentFragment();
  text.append(...label);
  return text;
}

/** The chip of a cited source. Without an address it is a plain number that names its source. */
export function chip(source: Source): HTMLElement {
  const url = safe(source.url);
  const name = [source.title, url && new URL(url).host].filter(Boolean).join(" · ");
  if (!url) return h("span", { class: "cite", title: name }, String(source.n));
  const label = `${source.n}: ${name}`;
  return h("a", { class: "cite", href: url, title: name, "aria-label": label, ...outbound(url) }, String(source.n));
}
