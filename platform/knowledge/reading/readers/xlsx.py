"""XLSX: each sheet under its name, its rows beside their columns' names."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.reading import archive, grid, outline
from knowledge.reading.outcome import Reading
from knowledge.reading.outline import Heading, Line, squeeze
from knowledge.reading.titles import sensible


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The shown sheets as lines; what a formula last gave counts. Raises Unreadable."""
    try:
        archive.refuse_bomb(data)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        title = sensible(book.properties.title or "") or PurePath(name).stem
        return outline.reading(title, list(_lines(book)))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError, AttributeError):
        raise archive.damaged("XLSX") from None


def _lines(book: Any) -> Iterator[Line]:
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield Heading(1, sheet.title)
            for table in _tables(sheet):
                yield from grid.lines(table, 1 if len(table[0]) > 1 and _is_header(table[0]) else 0)


def _tables(sheet: Any) -> Iterator[list[list[grid.Cell]]]:
    """Rows between empty rows; a merged cell goes over its columns and rows."""
    spans = {
        (s.min_row, s.min_col): (s.max_col - s.min_col + 1, s.max_row - s.min_row + 1)
        for s in sheet.merged_cells.ranges
    }
    covered = {
        (row, column)
        for s in sheet.merged_cells.ranges
        for row in range(s.min_row, s.max_row + 1)
        for column in range(s.min_col, s.max_col + 1)
    } - spans.keys()
    table: list[list[grid.Cell]] = []
    for row in sheet.iter_rows():
        texts = {(cell.row, cell.column): _text(cell) for cell in row}
        if any(texts.values()) or (table and not covered.isdisjoint(texts)):
            table.append([grid.Cell(text, *spans.get(at, (1, 1))) for at, text in texts.items() if at not in covered])
        elif table:
            yield table
            table = []
    if table:
        yield table


def _is_header(row: list[grid.Cell]) -> bool:
    return all(cell.text and not cell.text[0].isdigit() for cell in row) and all(cell.columns == 1 for cell in row)


def _text(cell: Any) -> str:
    """A cell as it is shown, as far as its format can be followed."""
    value, form = cell.value, str(cell.number_format or "")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, int | float):
        return _number(value, form)
    return squeeze(str(value))


def _number(value: float, form: str) -> str:
    shown = form.partition(";")[0]
    places = len(shown.partition(".")[2].rstrip("%").split("#")[0]) and shown.partition(".")[2].count("0")
    if "%" in shown:
        return f"{value * 100:.{places}f}%"
    sign = next((sign for sign in "€$£¥₺₹₽" if sign in shown), "")
    text = f"{value:.{places}f}" if places else f"{value:.15g}"
    if not sign:
        return text
    return f"{sign}{text}" if shown.replace('"', "").lstrip("[").startswith(sign) else f"{text} {sign}"
