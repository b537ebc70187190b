"""CSV of anything: a line for each row, with its columns' names beside the cells."""

from pathlib import PurePath

from knowledge.reading import outline
from knowledge.reading.cells import NotCsv, rows
from knowledge.reading.decoding import decode
from knowledge.reading.outcome import Reading, Unreadable
from knowledge.reading.rows import lines


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The rows as lines; the first one names the columns. Raises Unreadable."""
    try:
        cells = [row.cells for row in rows(decode(data, charset))]
    except NotCsv as error:
        raise Unreadable(
            "csv_row", f"Line {error.line} cannot be read ({error}).", "Save the table again as CSV, and send that."
        ) from None
    return outline.reading(PurePath(name).stem, lines(cells, headed=True))
