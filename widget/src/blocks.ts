import { opensTable } from "./table";

export interface Block {
  kind: "paragraph" | "heading" | "code" | "quote" | "rule" | "table" | "bullets" | "numbers";
  /** The block's text; for a list, one entry per item, each of them blocks again; for a table, its lines. */
  texts: string[];
  /** The number of an ordered list's first item. */
  first: number;
}

/** Reads the block that starts at a line and returns the line after it. */
type Reader = (lines: string[], start: number, found: Block[]) => number;

const FENCE = /^ {0,3}(```|~~~)/;
const HEADING = /^ {0,3}#{1,6}\s+(.*)$/;
const RULE = /^ {0,3}([-*_])( *\1){2,} *$/;
// ">50 €" is more than fifty.
const QUOTE = /^ {0,3}>(?![\d=$€£¥-]) ?/;
const ITEM = /^( {0,3})(?:([-*+•])|(\d{1,4})[.)])(\s+)(?=\S)/;

/** Splits Markdown text into its blocks. Never fails: what is not understood is a paragraph. */
export function blocks(text: string): Block[] {
  const lines = text.replaceAll("\t", "    ").split(/\r\n?|\n/);
  const found: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    if (lines[at]!.trim()) at = (reader(lines, at) ?? paragraph)(lines, at, found);
    else at++;
  }
  return found;
}

/** What reads the block that a line opens, unless that is a paragraph. */
function reader(lines: string[], at: number): Reader | undefined {
  const line = lines[at]!;
  if (FENCE.test(line)) return code;
  if (HEADING.test(line)) return heading;
  if (RULE.test(line)) return rule;
  if (QUOTE.test(line)) return quote;
  if (ITEM.test(line)) return list;
  return opensTable(line, lines[at + 1]) ? table : undefined;
}

function code(lines: string[], start: number, found: Block[]): number {
  const fence = FENCE.exec(lines[start]!)![1]!;
  let end = start + 1;
  while (end < lines.length && !lines[end]!.trimStart().startsWith(fence)) end++;
  found.push({ kind: "code", texts: [lines.slice(start + 1, end).join("\n")], first: 1 });
  return end + 1;
}

function heading(lines: string[], start: number, found: Block[]): number {
  found.push({ kind: "heading", texts: [HEADING.exec(lines[start]!)![1]!.replace(/\s+#+\s*$/, "")], first: 1 });
  return start + 1;
}

function rule(_: string[], start: number, found: Block[]): number {
  found.push({ kind: "rule", texts: [], first: 1 });
  return start + 1;
}

function quote(lines: string[], start: number, found: Block[]): number {
  const end = endOf(lines, start, (line) => QUOTE.test(line));
  const quoted = lines.slice(start, end).map((line) => line.replace(QUOTE, ""));
  found.push({ kind: "quote", texts: [quoted.join("\n")], first: 1 });
  return end;
}

function table(lines: string[], start: number, found: Block[]): number {
  const end = endOf(lines, start, (line) => line.includes("|"));
  found.push({ kind: "table", texts: lines.slice(start, end), first: 1 });
  return end;
}

function list(lines: string[], start: number, found: Block[]): number {
  const [, , bullet, number] = ITEM.exec(lines[start]!)!;
  const items: string[][] = [];
  let indent = 0;
  let at = start;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const marker = ITEM.exec(line);
    const nested = items.length > 0 && line.search(/\S/) >= Math.min(indent, 2);
    if (marker && !nested && Boolean(marker[2]) === Boolean(bullet)) {
      indent = marker[0].length;
      items.push([line.slice(indent)]);
    } else if (nested) items.at(-1)!.push(line.slice(Math.min(indent, line.search(/\S/))));
    else if (!line.trim() && continues(lines[at + 1], Boolean(bullet))) items.at(-1)!.push("");
    else break;
  }
  const texts = items.map((item) => item.join("\n"));
  found.push({ kind: bullet ? "bullets" : "numbers", texts, first: Number(number ?? 1) });
  return at;
}

/** Whether a list goes on after a blank line. */
function continues(line: string | undefined, bullets: boolean): boolean {
  const marker = line && ITEM.exec(line);
  return marker ? Boolean(marker[2]) === bullets : /^ {2,}\S/.test(line ?? "");
}

function paragraph(lines: string[], start: number, found: Block[]): number {
  let end = start + 1;
  while (end < lines.length && lines[end]!.trim() && !reader(lines, end)) end++;
  found.push({ kind: "paragraph", texts: [lines.slice(start, end).join("\n").trim()], first: 1 });
  return end;
}

/** The first line after `start` that is not `like` it. */
function endOf(lines: string[], start: number, like: (line: string) => boolean): number {
  let end = start + 1;
  while (end < lines.length && like(lines[end]!)) end++;
  return end;
}
