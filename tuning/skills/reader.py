"""The recipe of the reader: `python -m tuning.skills.reader JOB --tenants FILE … --pairs FILE --written SCENES ROWS`.

A question is shown with the passage that answers it, and with ones that do not: near ones of the same pages, ones that
almost answer it, and its own with a name or number swapped. Customers do not write as annotators do, so questions lose
their marks, their first words and now and then a letter.
"""

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tuning.job.prompt import citations, strip_citations
from tuning.reader.rows import ReaderRow, write
from tuning.skills.bm25 import Bm25
from tuning.skills.reading import LEFT_OUT
from tuning.skills.tenants import Asked, Tenant, read, sentences
from tuning.skills.unanswerable import Swapper

WINDOW = 70
"""Words of a passage of reading comprehension that are shown."""
NEAR, SWAPPED, VALID = 0.6, 0.15, 0.03
NO_MARK, NO_START, TYPO = 0.6, 0.2, 0.1
STARTS = re.compile(
    r"^(?:what is|what are|what was|how do i|how can i|can i|is there|are there|do you|does it|is it|the) ", re.I
)


class Recipe:
    """Draws rows with one seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def of_tenant(self, tenant: Tenant, share: float) -> Iterator[ReaderRow]:
        """A `share` of a tenant's questions, each with its passage and some with another."""
        texts = [text for _, text in tenant.passages]
        index, swapper = Bm25(texts), Swapper(texts, self._chance)
        for asked in tenant.questions:
            if self._chance.random() > share:
                continue
            split = self._split()
            if asked.gold is None:
                yield from self._unanswerable(asked, tenant, index, split)
                continue
            text = self._window(texts[asked.gold], asked.answer)
            start = text.index(asked.answer)
            yield ReaderRow(self._typed(asked.text), "", text, True, start, start + len(asked.answer), split)
            if self._chance.random() < NEAR:
                near = [n for n in index.ranking(asked.text)[:5] if asked.answer.lower() not in texts[n].lower()]
                if near:
                    other = self._window(texts[self._chance.choice(near[:3])])
                    yield ReaderRow(self._typed(asked.text), "", other, False, split=split)
            if self._chance.random() < SWAPPED and (other := swapper.swapped(asked.text, text)):
                yield ReaderRow(self._typed(other), "", text, False, split=split)

    def _unanswerable(self, asked: Asked, tenant: Tenant, index: Bm25, split: str) -> Iterator[ReaderRow]:
        ranked = index.ranking(asked.text)
        of_document = [n for n in ranked if tenant.passages[n][0] == asked.document]
        for place in of_document[:1] or ranked[:1]:
            yield ReaderRow(self._typed(asked.text), "", self._window(tenant.passages[place][1]), False, split=split)

    def of_pairs(self, path: Path) -> Iterator[ReaderRow]:
        """An answerable and an almost answerable question about each passage; where the answer stands is not known."""
        for pair in json.loads(path.read_text("utf-8"))["with_context"]:
            text, split = _joined(pair["context"]), self._split()
            yield ReaderRow(self._typed(_joined(pair["answerable"])), "", text, True, split=split)
            yield ReaderRow(self._typed(_joined(pair["unanswerable"])), "", text, False, split=split)

    def of_written(self, scenes: Path, rows: Path) -> Iterator[ReaderRow]:
        """Questions in customers' words with every passage of their scene; a cited one answers."""
        passages = {scene["scene"]: scene["passages"] for scene in json.loads(scenes.read_text("utf-8"))}
        for line in rows.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["kind"] == "followup":
                continue
            shown = passages[row["scene"]]
            cited, split = citations(row["answer"], len(shown)), self._split(row["scene"])
            for number, passage in enumerate(shown, 1):
                where = _evidence(row["answer"], number, passage["text"]) if number in cited else (-1, -1)
                yield ReaderRow(
                    row["question"], passage["title"], passage["text"], number in cited, *where, split=split
                )

    def _window(self, text: str, answer: str = "") -> str:
        """Some neighbouring sentences of a passage, with the answer among them: half the text takes half the time."""
        parts = sentences(text)
        place = next((n for n, part in enumerate(parts) if answer in part), None)
        if place is None:
            return text
        first = last = place if answer else self._chance.randrange(len(parts))
        while last - first + 1 < len(parts):
            wider = (max(0, first - 1), last) if self._chance.random() < 0.5 else (first, min(len(parts) - 1, last + 1))
            if sum(len(part.split()) for part in parts[wider[0] : wider[1] + 1]) > WINDOW:
                break
            first, last = wider
        return " ".join(parts[first : last + 1])

    def _split(self, name: str = "") -> str:
        drawn = random.Random(name).random() if name else self._chance.random()
        return "valid" if drawn < VALID * (3 if name else 1) else "train"

    def _typed(self, question: str) -> str:
        """A question as somebody types it on a phone."""
        if self._chance.random() < NO_MARK:
            question = question.rstrip("?").strip()
        if self._chance.random() < NO_START:
            question = STARTS.sub("", question)
        if self._chance.random() < TYPO and len(question) > 20:
            place = self._chance.randrange(5, len(question) - 5)
            question = f"{question[:place]}{question[place + 1 :]}"
        return question


def _joined(tokens: str) -> str:
    """Text from tokens with spaces between them."""
    text = re.sub(r" ([,.;:?!%)\]’]|n't|'s|'re|'ll|'ve|'d|'m)", r"\1", tokens)
    return re.sub(r"([(\[$£€]) ", r"\1", text)


def _evidence(answer: str, number: int, text: str) -> tuple[int, int]:
    """The stretch of whole lines or sentences of a passage that shares most with what cites it."""
    said = strip_citations(answer)
    parts = [part for part in re.split(rf"(?<=\[{number}\])", answer) if f"[{number}]" in part]
    if len(parts) == 1 and "\n" not in answer:
        said = strip_citations(parts[0].split("]")[-2] + "]" if parts[0].count("]") > 1 else parts[0])
    words = {word for word in re.findall(r"\w+", said.lower()) if len(word) > 2 or word.isdigit()}
    pieces = [match.span() for match in re.finditer(r"[^\n.!?]+(?:[.!?](?=\d|\w)[^\n.!?]*)*[.!?]*", text)]
    scored = [_shared(words, text[start:end]) for start, end in pieces]
    if not scored or max(scored) == 0:
        return -1, -1
    if "\n- " in answer or "\n1." in answer or "\n2." in answer:
        good = [place for place, score in enumerate(scored) if score >= 0.5 * max(scored)]
        return pieces[good[0]][0], pieces[good[-1]][1]
    best = max(range(len(scored)), key=lambda place: scored[place])
    return pieces[best]


def _shared(words: set[str], text: str) -> float:
    held = {word for word in re.findall(r"\w+", text.lower()) if len(word) > 2 or word.isdigit()}
    return len(words & held) / (4 + len(held)) ** 0.5 if held else 0.0


def main() -> None:
    """Writes the job folder that the arguments describe."""
    parser = argparse.ArgumentParser(prog="python -m tuning.skills.reader", description="Makes the reader's job.")
    parser.add_argument("job", type=Path)
    parser.add_argument("--tenants", nargs="*", default=[], help="FILE=SHARE, the share of its questions to take")
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--written", type=Path, nargs="*", default=[], help="pairs of a scenes' and a rows' file")
    parser.add_argument("--repeat", type=int, default=1, help="how often the written rows stand among the others")
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    recipe, rows = Recipe(arguments.seed), list[ReaderRow]()
    for named in arguments.tenants:
        path, _, share = named.partition("=")
        for tenant in read(Path(path)):
            if tenant.name not in LEFT_OUT:
                rows += recipe.of_tenant(tenant, float(share or 1))
    if arguments.pairs:
        rows += recipe.of_pairs(arguments.pairs)
    for scenes, written in _couples(arguments.written):
        found = list(recipe.of_written(scenes, written))
        rows += found + [row for row in found if row.split == "train"] * (arguments.repeat - 1)
    write(arguments.job, rows)


def _couples(paths: Sequence[Path]) -> list[tuple[Path, Path]]:
    return list(zip(paths[::2], paths[1::2], strict=True))


if __name__ == "__main__":
    main()
