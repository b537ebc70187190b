import { blocks, type Block } from "./blocks";
import { h } from "./dom";
import { chip, inline, type Cite } from "./inline";
import type { Source } from "./protocol";

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
  const items = texts.map((item) => h("li", {}, ...contents(item, cite, depth)));
  return kind === "bullets" ? h("ul", {}, ...items) : h("ol", first === 1 ? {} : { start: first }, ...items);
}

/** A list item's contents: a lone paragraph needs no element of its own. */
function contents(item: string, cite: Cite, depth: number): (Node | string)[] {
  if (!depth) return broken(item, cite);
  const [lead, ...rest] = blocks(item);
  if (lead?.kind !== "paragraph") return blocks(item).map((block) => element(block, cite, depth - 1));
  return [...broken(lead.texts[0]!, cite), ...rest.map((block) => element(block, cite, depth - 1))];
}

/** A paragraph's lines: as in other chats, a line break is a line break. */
function broken(text: string, cite: Cite): (Node | string)[] {
  return text.split("\n").flatMap((line, i) => [...(i ? [h("br")] : []), ...inline(line.trim(), cite)]);
}

// At the end of an unfinished text: a link or citation, the mark of a block, marks of emphasis and code.
const HALF = /(!?\[[^\]\n]{0,80}(\](\([^)\s]*)?)?|(^|\n) {0,3}([-*+]|\d{1,4}[.)]?|#{1,6}|`{1,2}) *|\s*[*_`]+)$/;
const FENCES = /^ {0,3}(```|~~~)/gm;

/** Closes what the end of an unfinished text has opened, and holds back what is written by half. */
function closed(text: string): string {
  if ((text.match(FENCES)?.length ?? 0) % 2) return text.replace(/\n {0,3}[`~]{1,2}$/, "");
  const held = text.replace(HALF, "");
  const marks = unclosed(held.slice(held.lastIndexOf("\n") + 1));
  return marks ? held.trimEnd() + marks : held;
}

/** The marks that would close what a line has opened, innermost first. */
function unclosed(line: string): string {
  const open: string[] = [];
  for (const { 0: mark, index } of line.matchAll(/(?<!\\)(`|\*\*|__|[*_])/g)) {
    const last = open.at(-1);
    if (last === mark) open.pop();
    else if (last !== "`" && opens(line, mark, index)) open.push(mark);
  }
  return open.reverse().join("");
}

function opens(line: string, mark: string, index: number): boolean {
  if (mark === "`") return true;
  const inWord = mark.startsWith("_") && /\w/.test(line[index - 1] ?? "");
  return !inWord && /\S/.test(line[index + mark.length] ?? "");
}
