"""An HTML table as rows of equal length: spans filled in, rows of headings found and joined."""

from __future__ import annotations

from collections.abc import Callable

from lxml.html import HtmlElement

LARGEST_SPAN = 100
MOST_CELLS = 100_000
ROW = tuple[bool, list[str]]


def lines_of(table: HtmlElement, text_of: Callable[[HtmlElement], str]) -> list[str]:
    """The table's heading row and its rows, a line each: `Boat | Ticket`, `Heron | Ticket: Child`.

    A row names the columns of its cells, so that it holds when it stands alone. A heading over all columns
    begins each row below it.
    """
    lines: list[str] = []
    columns: list[str] = []
    group, in_header = "", False
    for is_heading, cells in _rows(table, text_of):
        kept = [cell for cell in cells if cell]
        if not kept:
            continue
        if is_heading and len(set(cells)) == 1 and len(cells) > 1:
            group = cells[0]
        elif is_heading:
            columns = list(map(_joined, columns, cells)) if in_header else cells
            lines[-1:] = [_line(columns)] if in_header else [*lines[-1:], _line(columns)]
            in_header = True
        else:
            lines.append(_row(columns, cells, group))
            in_header = False
    return lines


def _joined(above: str, below: str) -> str:
    return above if above == below or not below else f"{above} {below}".strip()


def _line(cells: list[str]) -> str:
    return " | ".join(cells).strip(" |")


def _row(columns: list[str], cells: list[str], group: str) -> str:
    named = [
        f"{columns[place]}: {cell}" if place and place < len(columns) and columns[place] and cell else cell
        for place, cell in enumerate(cells)
    ]
    if not columns:
        named = [cell for place, cell in enumerate(cells) if not place or cell != cells[place - 1]]
    return " | ".join(filter(None, [group, *named]))


def _rows(table: HtmlElement, text_of: Callable[[HtmlElement], str]) -> list[ROW]:
    trs = [tr for tr in table.iter("tr") if next(tr.iterancestors("table"), None) is table]
    grid: dict[tuple[int, int], str] = {}
    headings: list[bool] = []
    for y, tr in enumerate(trs):
        x = 0
        cells = tr.xpath("./td|./th")
        for cell in cells:
            while (y, x) in grid:
                x += 1
            text, wide = text_of(cell), _span(cell, "colspan")
            tall = min(_span(cell, "rowspan") or len(trs), len(trs) - y)
            if len(grid) + tall * wide > MOST_CELLS:
                break
            grid.update({(y + down, x + right): text for down in range(tall) for right in range(wide or 1)})
            x += wide or 1
        headings.append(_is_heading(tr, cells, [grid.get((y, place), "") for place in range(x)], y))
    width = max((x for _, x in grid), default=-1) + 1
    return [(headings[y], [grid.get((y, x), "") for x in range(width)]) for y in range(len(trs))]


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name) or "1"
    return min(int(value), LARGEST_SPAN) if value.strip().isdecimal() else 1


def _is_heading(tr: HtmlElement, cells: list[HtmlElement], texts: list[str], y: int) -> bool:
    if tr.getparent().tag == "thead":
        return True
    if not cells:
        return False
    rest = cells[1:] if len(cells) > 1 else cells
    named = [cell for cell in rest if cell.text_content().strip()]
    if named and all((cell.tag == "th" and cell.get("scope") != "row") or _is_bold(cell) for cell in named):
        return True
    return y == 0 and len(texts) > 2 and not texts[0] and all(texts[1:])


def _is_bold(cell: HtmlElement) -> bool:
    bold = "".join(strong.text_content() for strong in cell.xpath("./b|./strong|./p/b|./p/strong"))
    return bool(bold.strip()) and bold.split() == cell.text_content().split()
