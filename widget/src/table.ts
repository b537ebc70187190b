import { h, type Child } from "./dom";

/** Whether two lines are the names of a table's columns and the ruler below them. */
export function opensTable(line: string, next = ""): boolean {
  return line.includes("|") && next.includes("|") && cells(next).every((cell) => /^:?-+:?$/.test(cell));
}

/** A table in a box of its own, which scrolls when it is wide. Rows may be longer or shorter than the first. */
export function table([names, ruler, ...rows]: string[], draw: (text: string) => Child[]): HTMLElement {
  const columns = cells(names!);
  const sides = cells(ruler!).map(side);
  // Columns whose first has no name: it names the rows.
  const named = !columns[0];
  const row = (texts: string[], scope: (column: number) => string | false): HTMLElement =>
    h("tr", {}, ...texts.map((text, i) => cell(text && scope(i), `${sides[i] ?? ""} ${size(text)}`, draw(text))));
  const head = row(columns, () => "col");
  const body = rows.map((line) => row(cells(line), (column) => named && !column && "row"));
  return h("div", { class: "scroll", tabindex: 0 }, h("table", {}, h("thead", {}, head), h("tbody", {}, ...body)));
}

function cells(line: string): string[] {
  const bare = line.trim().replace(/^\||(?<!\\)\|$/g, "");
  return bare.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function side(ruler: string): string | undefined {
  if (!ruler.endsWith(":")) return undefined;
  return ruler.startsWith(":") ? "middle" : "end";
}

/** A price or time stays on one line; a sentence gets the room of some words. */
function size(text: string): string {
  if (text.length > 24) return "long";
  return text.length < 13 && /\d/.test(text) ? "figure" : "";
}

/** A cell; one without text names nothing. */
function cell(scope: string | false, classes: string, content: Child[]): HTMLElement {
  const attributes = { class: classes.trim() || null };
  return scope ? h("th", { ...attributes, scope }, ...content) : h("td", attributes, ...content);
}
