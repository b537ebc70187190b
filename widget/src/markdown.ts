import { blocks, type Block } from "./blocks";
import { h, type Child } from "./dom";
import { chip, inline, type Cite } from "./inline";
import type { Source } from "./protocol";
import { table } from "./table";
import { closed } from "./unfinished";

export interface Options {
  /** The answer's sources; until they are known every number is shown, afterwards only those that exist. */
  sources?: Source[] | undefined;
  /** Whether more text is to come: what is begun at the end is then shown as if it were closed. */
  open?: boolean;
}

const DEPTH = 4;

/** Renders a safe subset of Markdown: no HTML, no images, no addresses but http, https, mailto and tel. */
export function render(text: string, options: Options = {}): DocumentFragment {
  const fragment = document.createDocumentFragment();
  new MarkdownView(fragment).update(text, options);
  return fragment;
}

/** Renders a growing text into a node; blocks that have not changed keep their elements. */
export class MarkdownView {
  private shown: string[] = [];
  private sources: Source[] | undefined;

  constructor(private readonly target: ParentNode & Node) {}

  update(text: string, { sources, open = false }: Options = {}): void {
    const found = blocks(open ? closed(text) : text);
    const keys = found.map((block) => JSON.stringify(block));
    let same = 0;
    while (this.sources === sources && same < keys.length && keys[same] === this.shown[same]) same++;
    while (this.target.childNodes.length > same) this.target.lastChild!.remove();
    this.target.append(...found.slice(same).map((block) => element(block, citer(sources), DEPTH)));
    this.shown = keys;
    this.sources = sources;
  }
}

function citer(sources: Source[] | undefined): Cite {
  return (n) => {
    if (!sources) return h("span", { class: "cite" }, String(n));
    const source = sources.find((candidate) => candidate.n === n);
    return source ? chip(source) : "";
  };
}

function element({ kind, texts, first }: Block, cite: Cite, depth: number): HTMLElement {
  const text = texts[0] ?? "";
  if (kind === "code") return h("pre", { tabindex: 0 }, h("code", {}, text));
  if (kind === "heading") return h("p", { class: "heading" }, h("strong", {}, ...inline(text, cite)));
  if (kind === "paragraph") return h("p", {}, ...broken(text, cite));
  if (kind === "rule") return h("hr");
  if (kind === "quote") return h("blockquote", {}, ...parts(text, cite, depth));
  if (kind === "table") return table(texts, (cell) => inline(cell, cite));
  const items = texts.map((item) => h("li", {}, ...contents(item, cite, depth)));
  return kind === "bullets" ? h("ul", {}, ...items) : h("ol", first === 1 ? {} : { start: first }, ...items);
}

/** A list item's contents: a lone paragraph needs no element of its own. */
function contents(item: string, cite: Cite, depth: number): Child[] {
  if (!depth) return broken(item, cite);
  const [lead, ...rest] = blocks(item);
  if (lead?.kind !== "paragraph") return parts(item, cite, depth);
  return [...broken(lead.texts[0]!, cite), ...rest.map((block) => element(block, cite, depth - 1))];
}

/** The blocks within a block; too deep ones are lines. */
function parts(text: string, cite: Cite, depth: number): Child[] {
  return depth ? blocks(text).map((block) => element(block, cite, depth - 1)) : broken(text, cite);
}

/** A paragraph's lines: as in other chats, a line break is a line break. */
function broken(text: string, cite: Cite): Child[] {
  return text.split("\n").flatMap((line, i) => [...(i ? [h("br")] : []), ...inline(line.trim(), cite)]);
}
