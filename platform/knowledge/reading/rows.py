"""Tables as lines that make sense alone: "Norway: letter 5 kr; parcel 9 kr"."""

from collections.abc import Sequence


def lines(rows: Sequence[Sequence[str]], *, headed: bool) -> list[str]:
    """One line per row of cells. With `headed`, the first row names the columns."""
    kept = [list(row) for row in rows if any(cell for cell in row)]
    if not headed or len(kept) < 2:
        return [_pair(row) for row in kept]
    columns, *body = kept
    return [_row(columns, row) for row in body]


def _row(columns: Sequence[str], row: Sequence[str]) -> str:
    cells = [
        f"{columns[place]} {cell}" if place < len(columns) and columns[place] else cell
        for place, cell in enumerate(row[1:], start=1)
        if cell
    ]
    return f"{row[0]}: {'; '.join(cells)}" if row[0] and cells else row[0] or "; ".join(cells)


def _pair(row: Sequence[str]) -> str:
    first, *rest = [cell for cell in row if cell]
    return f"{first}: {'; '.join(rest)}" if rest else first
