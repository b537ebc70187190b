"""CSV files: which delimiter, which row is a header, which column is which; and cells that are safe to open. Pure."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

# English, German, Spanish, French, Italian, Dutch, Polish, Portuguese, Turkish; Chinese, Japanese and Arabic below.
QUESTION_WORDS = frozenset(
    {"question", "questions", "q", "prompt", "query", "frage", "fragen", "kundenfrage", "pregunta", "preguntas"}
    | {"demande", "domanda", "domande", "quesito", "vraag", "vragen", "klantvraag", "pytanie", "pytania", "pergunta"}
    | {"perguntas", "questão", "questões", "soru", "sorular", "sorusu", "soruları", "fråga", "spørgsmål", "spørsmål"}
)
ANSWER_WORDS = frozenset(
    {"answer", "answers", "a", "response", "responses", "reply", "replies", "antwort", "antworten", "respuesta"}
    | {"respuestas", "réponse", "réponses", "reponse", "reponses", "risposta", "risposte", "antwoord", "antwoorden"}
    | {"odpowiedź", "odpowiedzi", "odpowiedz", "resposta", "respostas", "cevap", "cevaplar", "cevabı", "yanıt"}
    | {"yanıtlar", "yanıtı", "svar"}
)
# Scripts that do not part words, or that glue the article to them.
QUESTION_PARTS = ("问题", "問題", "提问", "提問", "質問", "问", "سؤال", "السؤال", "أسئلة", "اسئلة")
ANSWER_PARTS = ("答案", "回答", "答复", "答覆", "回复", "答え", "答", "جواب", "إجابة", "اجابة", "الإجابة", "رد", "الرد")
# "Question ID" and "Date of answer" hold neither.
ABOUT_WORDS = frozenset(
    {"id", "nr", "no", "num", "number", "nummer", "numéro", "número", "numero", "numer", "count", "date", "datum"}
    | {
        "fecha",
        "data",
        "type",
        "typ",
        "tipo",
        "category",
        "kategorie",
        "categoría",
        "author",
        "language",
        "编号",
        "番号",
    }
)
MAX_HEADER_WORDS = 5
DELIMITERS = ",;\t|"
SAMPLE = 50
SEP_LINE = re.compile(r'^\ufeff?"?sep=(.)"?[;,\t ]*\r?\n', re.I)
# A spreadsheet would take a cell that begins so for a formula (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTED = re.compile(r'"[^"]*"')


class Row(NamedTuple):
    """`number` counts rows from 1, as a spreadsheet does; `line` is where the row ends; the cells are stripped."""

    number: int
    line: int
    cells: list[str]


class NotCsv(Exception):
    """Row `number`, around line `line`, cannot be read."""

    def __init__(self, number: int, line: int, reason: str) -> None:
        super().__init__(reason)
        self.number, self.line = number, line


def rows(text: str) -> Iterator[Row]:
    """Rows that are not blank, between commas, semicolons, tabs or bars (a line `sep=;` says which). Raises NotCsv."""
    said = SEP_LINE.match(text)
    body = text[said.end() :] if said else text
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=said[1] if said else _delimiter(body), strict=True)
    skipped = 1 if said else 0
    number = 0
    try:
        for number, row in enumerate(reader, 1 + skipped):
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield Row(number, reader.line_num + skipped, cells)
    except csv.Error as error:
        raise NotCsv(number + 1, reader.line_num + skipped, str(error)) from None


def columns(cells: list[str]) -> tuple[int, int] | None:
    """Where a header has the question and the answer; None for a row that is no header, or that names one twice."""
    names = [unicodedata.normalize("NFC", cell).casefold().strip(" \t:*#._-") for cell in cells]
    question = _column(names, QUESTION_WORDS, QUESTION_PARTS)
    answer = _column(names, ANSWER_WORDS, ANSWER_PARTS)
    return None if question is None or answer is None or question == answer else (question, answer)


def _column(names: list[str], words: frozenset[str], parts: tuple[str, ...]) -> int | None:
    """The one column that is called so or, if none is, the one whose longer name holds such a word."""
    exact = [place for place, name in enumerate(names) if name in words or name in parts]
    longer = [place for place, name in enumerate(names) if _speaks_of(name, words, parts)]
    found = exact or longer
    return found[0] if len(found) == 1 else None


def _speaks_of(name: str, words: frozenset[str], parts: tuple[str, ...]) -> bool:
    held = re.findall(r"\w+", name.replace("_", " "))
    if len(held) > MAX_HEADER_WORDS or name.endswith(("?", "？", "؟", ".", "。")) or not ABOUT_WORDS.isdisjoint(held):
        return False
    return not words.isdisjoint(held) or (len(held) <= 2 and any(part in name for part in parts))


def _delimiter(text: str) -> str:
    """The one that gives most rows the same number of columns; of equals, the one that the first row holds most."""
    first = _QUOTED.sub("", text.lstrip().partition("\n")[0])

    def score(delimiter: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        with suppress(csv.Error):
            for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), SAMPLE):
                widths[len(row)] += len(row) > 1
        return max(widths.values(), default=0), first.count(delimiter)

    return max(DELIMITERS, key=score)


def written(rows: Iterable[Iterable[object]]) -> str:
    """A CSV file whose cells no spreadsheet computes; its byte order mark tells spreadsheets that it is UTF-8."""
    file = io.StringIO()
    csv.writer(file).writerows(map(_quoted, rows))
    return "\ufeff" + file.getvalue()


def plain(cell: str) -> str:
    """A cell of `written` without the quote that keeps a spreadsheet from computing it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _quoted(row: Iterable[object]) -> list[str]:
    return [f"'{text}" if text.startswith(FORMULA) else text for text in map(str, row)]
