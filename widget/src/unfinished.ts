/** A text that is still being written, shown as if it were complete. */
import { OPENING } from "./inline";
import { opensTable } from "./table";

// At the end of an unfinished text: a link or citation, the mark of a block, marks of emphasis and code.
const HALF =
  /(!?\[[^\]\n]{0,80}(\](\(([^()\s]|\([^()\s]*\)?)*)?)?|(^|\n)[ >]*(-{1,2}|[*+>|]|\d{1,4}[.)]?|#{1,6}|`{1,2}) *|\s*[*_`]+)$/;
const FENCES = /^ {0,3}(```|~~~)/gm;
// The names of columns that do not begin with a line: longer ones are rather a sentence.
const NAMES = /^\||^[^|]{1,40}\|.{0,80}$/;

/** Closes what the end of an unfinished text has opened, and holds back what is written by half. */
export function closed(text: string): string {
  if ((text.match(FENCES)?.length ?? 0) % 2) return text.replace(/\n {0,3}[`~]{1,2}$/, "");
  const held = untabled(text).replace(HALF, "");
  const marks = unclosed(held.slice(held.lastIndexOf("\n") + 1));
  return marks ? held.trimEnd() + marks : held;
}

/** The text up to the names of a table's columns, until the ruler below them makes them one. */
function untabled(text: string): string {
  const lines = text.split("\n");
  const bare = lines.map((line) => line.replace(/^[ >]+/, ""));
  const begun = bare.length > 1 && /^[|:\- ]*$/.test(bare.at(-1)!) ? 2 : 1;
  const names = lines.length - begun;
  if (!NAMES.test(bare[names]!) || inTable(bare, names) || opensTable(bare[names]!, bare[names + 1])) return text;
  const shown = lines[names]!.slice(0, lines[names]!.indexOf("|"));
  return [...lines.slice(0, names), shown].join("\n");
}

/** Whether a line is one of a table that has begun above it. */
function inTable(lines: string[], at: number): boolean {
  let ruler = at;
  while (ruler && lines[ruler]!.includes("|") && !opensTable(lines[ruler - 1]!, lines[ruler])) ruler--;
  return ruler > 0 && lines[ruler]!.includes("|");
}

/** The marks that would close what a line has opened, innermost first. */
function unclosed(line: string): string {
  const open: string[] = [];
  for (const { 0: mark, index } of line.matchAll(/(?<!\\)(`|\*{1,3}|__?)/g)) {
    const last = open.at(-1);
    if (last === mark) open.pop();
    else if (last !== "`" && opens(line, mark, index)) open.push(mark);
  }
  return open.reverse().join("");
}

function opens(line: string, mark: string, index: number): boolean {
  const opening = new RegExp(OPENING[mark]!, "uy");
  opening.lastIndex = index;
  return opening.test(line);
}
