"""Headings and lines of a document in reading order: what Word shows with all changes accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from knowledge.reading import grid
from knowledge.reading.archive import attribute, local
from knowledge.reading.outline import Heading, Line, squeeze
from knowledge.reading.word.numbering import Numbering
from knowledge.reading.word.styles import Styles

GONE = frozenset({"del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "rt"})
SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
# Stands for a page number, which says nothing outside its page.
PAGE_NUMBER = "\0"
PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
LETTERS_BESIDE_A_PAGE_NUMBER = 12


@dataclass
class Inline:
    """The text of a paragraph, and the boxes and notes that hang on it."""

    text: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    notes: list[_Element] = field(default_factory=list)
    # A field each: its instruction, and whether its result has begun.
    fields: list[tuple[str, bool]] = field(default_factory=list)


class Walk:
    """One walk through a document. `notes`: ("footnote" or "endnote", id) to its element."""

    def __init__(self, styles: Styles, numbering: Numbering, notes: dict[tuple[str, str], _Element]) -> None:
        self._styles, self._numbering, self._notes = styles, numbering, notes
        self._held = ""
        self._in_margin = False

    def lines(self, parent: Iterable[_Element]) -> Iterator[Line]:
        """Headings and lines below `parent`."""
        for child in parent:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name == "AlternateContent":
                yield from self.lines(_shown(child))
            elif name not in GONE and not _is_placeholder(child):
                yield from self.lines(child)

    def margin(self, part: _Element) -> Iterator[str]:
        """Lines of a header or footer, without those that only number the page."""
        self._in_margin = True
        for line in self.lines(part):
            text = line.text if isinstance(line, Heading) else line
            if PAGE_NUMBER not in text or sum(map(str.isalpha, text)) > LETTERS_BESIDE_A_PAGE_NUMBER:
                yield text.replace(PAGE_NUMBER, "")

    def _paragraph(self, paragraph: _Element) -> Iterator[Line]:
        if self._styles.is_contents(paragraph):
            return
        inline = Inline()
        self._collect(paragraph, inline)
        text = self._held + "".join(inline.text)
        text = text if self._in_margin else text.replace(PAGE_NUMBER, "")
        # The end of this paragraph was deleted: it goes on in the next one.
        self._held = text if paragraph.find("{*}pPr/{*}rPr/{*}del") is not None else ""
        if not self._held:
            yield from self._own_lines(paragraph, text)
        for below in (*inline.boxes, *inline.notes):
            yield from self.lines(below)

    def _own_lines(self, paragraph: _Element, text: str) -> Iterator[Line]:
        if not squeeze(text):
            return
        mark = self._numbering.mark(paragraph)
        if (level := self._styles.level(paragraph)) is not None:
            heading = squeeze(text)
            numbered = mark and mark != "-" and not heading.endswith("?")
            yield Heading(level, f"{mark} {heading}" if numbered else heading)
            return
        first, *more = [line for line in text.split("\n") if line.strip()]
        yield f"{mark} {first}" if mark else first
        yield from more

    def _collect(self, element: _Element, inline: Inline) -> None:
        for child in element:
            name = local(child)
            if name == "fldChar":
                _field(child, inline)
            elif name == "instrText" and inline.fields:
                inline.fields[-1] = (inline.fields[-1][0] + (child.text or ""), inline.fields[-1][1])
            elif name == "fldSimple" and _is_page_field(attribute(child, "instr")):
                inline.text.append(PAGE_NUMBER)
            elif name in GONE or (name == "r" and _is_hidden(child)) or _is_placeholder(child):
                continue
            elif name == "txbxContent":
                inline.boxes.append(child)
            elif name == "AlternateContent":
                self._collect(_shown(child), inline)
            elif name in NOTES:
                inline.notes += self._note(NOTES[name], attribute(child, "id"))
            elif any(begun and _is_page_field(instruction) for instruction, begun in inline.fields):
                continue
            elif name == "t":
                inline.text.append(child.text or "")
            elif name == "sym":
                inline.text.append(_symbol(attribute(child, "char")))
            elif name in SIGNS:
                inline.text.append(SIGNS[name])
            else:
                self._collect(child, inline)

    def _note(self, kind: str, number: str) -> list[_Element]:
        found = self._notes.get((kind, number))
        return [] if found is None else [found]

    def _table(self, table: _Element) -> Iterator[Line]:
        trs = [tr for tr in _below(table, "tr") if tr.find("{*}trPr/{*}del") is None]
        if len(trs) == 1 or all(len(list(_below(tr, "tc"))) == 1 for tr in trs):
            # One row or column: the table is there for the layout.
            for cell in (cell for tr in trs for cell in _below(tr, "tc")):
                yield from self.lines(cell)
            return
        after: list[Line] = []
        cells = [[self._cell(tc, after) for tc in _below(tr, "tc")] for tr in trs]
        declared = 0
        while declared < len(trs) and trs[declared].find("{*}trPr/{*}tblHeader") is not None:
            declared += 1
        yield from grid.lines(_merged(trs, cells), declared)
        yield from after

    def _cell(self, cell: _Element, after: list[Line]) -> str:
        """A cell's text on one line; a table in it comes after the table."""
        texts: list[str] = []
        for child in cell:
            if local(child) == "tbl":
                after += self._table(child)
            elif local(child) == "p":
                texts += [line if isinstance(line, str) else line.text for line in self._paragraph(child)]
            else:
                texts += [line if isinstance(line, str) else line.text for line in self.lines([child])]
        return squeeze(" ".join(texts))


def _below(parent: _Element, name: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, also within content controls and insertions."""
    for child in parent:
        if local(child) == name:
            yield child
        elif local(child) in {"sdt", "sdtContent", "ins", "customXml", "moveTo", "smartTag"}:
            yield from _below(child, name)


def _merged(trs: list[_Element], texts: list[list[str]]) -> list[list[grid.Cell]]:
    """The cells with their spans; those that only continue the one above are left out."""
    starts: dict[int, tuple[int, int]] = {}
    table: list[list[grid.Cell]] = []
    for tr, row in zip(trs, texts, strict=True):
        before = attribute(tr.find("{*}trPr/{*}gridBefore"), "val")
        place = int(before) if before.isdigit() else 0
        cells = [grid.Cell("")] * place
        for tc, text in zip(_below(tr, "tc"), row, strict=True):
            span = attribute(tc.find("{*}tcPr/{*}gridSpan"), "val")
            columns = int(span) if span.isdigit() else 1
            merge = tc.find("{*}tcPr/{*}vMerge")
            if merge is not None and attribute(merge, "val") != "restart" and place in starts:
                number, nth = starts[place]
                above = table[number][nth]
                table[number][nth] = grid.Cell(f"{above.text} {text}".strip(), above.columns, len(table) - number + 1)
            else:
                starts.pop(place, None)
                if merge is not None:
                    starts[place] = (len(table), len(cells))
                cells.append(grid.Cell(text, columns))
            place += columns
        table.append(cells)
    return table


def _shown(alternate: _Element) -> _Element:
    """Word writes a shape twice, for new and for old readers."""
    choice = alternate.find("{*}Choice")
    fallback = alternate.find("{*}Fallback")
    if choice is not None and (fallback is None or any(local(one) in {"t", "txbxContent"} for one in choice.iter())):
        return choice
    return fallback if fallback is not None else alternate


def _field(mark: _Element, inline: Inline) -> None:
    kind = attribute(mark, "fldCharType")
    if kind == "begin":
        inline.fields.append(("", False))
    elif kind == "separate" and inline.fields:
        inline.fields[-1] = (inline.fields[-1][0], True)
    elif kind == "end" and inline.fields and _is_page_field(inline.fields.pop()[0]):
        inline.text.append(PAGE_NUMBER)


def _is_page_field(instruction: str) -> bool:
    return instruction.split()[:1] != [] and instruction.split()[0].upper() in PAGE_FIELDS


def _is_placeholder(element: _Element) -> bool:
    """A content control that nobody has filled in."""
    return local(element) == "sdt" and element.find("{*}sdtPr/{*}showingPlcHdr") is not None


def _is_hidden(run: _Element) -> bool:
    vanish = run.find("{*}rPr/{*}vanish")
    return vanish is not None and attribute(vanish, "val") not in {"0", "false", "off"}


def _symbol(code: str) -> str:
    """A sign of a symbol font; those in its private area mean nothing outside the font."""
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ue000" <= sign <= "\uf8ff" else sign
