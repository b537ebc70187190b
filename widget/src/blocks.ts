export interface Block {
  kind: "paragraph" | "heading" | "code" | "bullets" | "numbers";
  /** The block's text; for a list, one entry per item, each of them blocks again. */
  texts: string[];
  /** The number of an ordered list's first item. */
  first: number;
}

const FENCE = /^ {0,3}(```|~~~)/;
const HEADING = /^ {0,3}#{1,6}\s+(.*)$/;
const ITEM = /^( {0,3})(?:([-*+•])|(\d{1,4})[.)])(\s+)(?=\S)/;

/** Splits Markdown text into its blocks. Never fails: what is not understood is a paragraph. */
export function blocks(text: string): Block[] {
  const lines = text.replaceAll("\t", "    ").split(/\r\n?|\n/);
  const found: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    if (!line.trim()) at++;
    else if (FENCE.test(line)) at = code(lines, at, found);
    else if (HEADING.test(line)) at = heading(lines, at, found);
    else if (ITEM.test(line)) at = list(lines, at, found);
    else at = paragraph(lines, at, found);
  }
  return found;
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
  while (end < lines.length && lines[end]!.trim() && ![FENCE, HEADING, ITEM].some((rule) => rule.test(lines[end]!))) end++;
  found.push({ kind: "paragraph", texts: [lines.slice(start, end).join("\n").trim()], first: 1 });
  return end;
}
