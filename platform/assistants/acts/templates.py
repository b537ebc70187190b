"""Sentence templates, in the notation of Home Assistant's hassil: `(a|b)`, `[optional]`, `<named list>`.

Beside it: `word*` is any word that begins so, `_` any one word, `#` a word with a digit, `...` up to twelve words.
A template is matched on folded tokens, and finds every place where it can end: no message takes long.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Protocol

from assistants.acts.tokens import fold, tokens

_PIECE = re.compile(r"\.\.\.|[()\[\]|#_]|<\w+>|[^\s()\[\]|<>#_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_GAP = 12


class Node(Protocol):
    """A part of a template. `first`: the words it can begin with, None for any word. `empty`: it may be left out."""

    @property
    def first(self) -> frozenset[str] | None: ...

    @property
    def empty(self) -> bool: ...

    def ends(self, words: Sequence[str], start: int) -> set[int]:
        """The places where it can end when it begins at `start`."""
        ...


class Word:
    """One word, or with `stem` every word that begins so."""

    empty = False

    def __init__(self, text: str, *, stem: bool = False) -> None:
        self._text = text
        self._stem = stem
        self.first = None if stem else frozenset({text})

    def ends(self, words: Sequence[str], start: int) -> set[int]:
        if start == len(words):
            return set()
        found = words[start].startswith(self._text) if self._stem else words[start] == self._text
        return {start + 1} if found else set()


class Number:
    """A word with a digit."""

    first = None
    empty = False

    def ends(self, words: Sequence[str], start: int) -> set[int]:
        found = start < len(words) and any(letter.isdigit() for letter in words[start])
        return {start + 1} if found else set()


class Gap:
    """Between `least` and `most` words of any kind."""

    first = None

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most
        self.empty = least == 0

    def ends(self, words: Sequence[str], start: int) -> set[int]:
        return set(range(start + self._least, min(start + self._most, len(words)) + 1))


class Chain:
    """Parts that follow each other."""

    def __init__(self, parts: Sequence[Node]) -> None:
        self._parts = parts
        self.empty = all(part.empty for part in parts)
        leading = [*takewhile(lambda part: part.empty, parts), *[part for part in parts if not part.empty][:1]]
        self.first = _union(leading)

    def ends(self, words: Sequence[str], start: int) -> set[int]:
        places = {start}
        for part in self._parts:
            places = {end for place in places for end in part.ends(words, place)}
        return places


class Choice:
    """Any of several branches; `optional`: or nothing."""

    def __init__(self, branches: Sequence[Node], *, optional: bool = False) -> None:
        self._optional = optional
        self.empty = optional or any(branch.empty for branch in branches)
        self.first = _union(branches)
        self._open = [branch for branch in branches if branch.first is None or branch.empty]
        self._by_first: dict[str, list[Node]] = defaultdict(list)
        for branch in branches:
            for word in () if branch.empty else branch.first or ():
                self._by_first[word].append(branch)

    def ends(self, words: Sequence[str], start: int) -> set[int]:
        likely = self._by_first.get(words[start], ()) if start < len(words) else ()
        found = {start} if self._optional else set()
        for branch in (*likely, *self._open):
            found |= branch.ends(words, start)
        return found


def _union(nodes: Sequence[Node]) -> frozenset[str] | None:
    """What one of these begins with."""
    firsts = [node.first for node in nodes]
    return None if None in firsts else frozenset(word for first in firsts for word in first or ())


class Reader:
    """Reads templates that share named lists, and notes which whole words they hold."""

    def __init__(self, lists: dict[str, str]) -> None:
        self.words: set[str] = set()
        self._lists: dict[str, Node] = {}
        for name, written in lists.items():
            self._lists[name] = self._group(iter([*_PIECE.findall(written), ")"]), ")")

    def read(self, templates: Sequence[str]) -> Choice:
        """What any of the templates says. Raises ValueError for a malformed one, KeyError where a list is missing."""
        return Choice([self._template(template) for template in templates])

    def _template(self, template: str) -> Node:
        pieces = iter([*_PIECE.findall(template), ")"])
        found = self._group(pieces, ")")
        if next(pieces, None) is not None:
            raise ValueError(f"A bracket is closed too often in {template!r}.")
        return found

    def _group(self, pieces: Iterator[str], close: str) -> Node:
        branches: list[list[Node]] = [[]]
        for piece in pieces:
            if piece == close:
                chains = [branch[0] if len(branch) == 1 else Chain(branch) for branch in branches]
                return chains[0] if len(chains) == 1 and close == ")" else Choice(chains, optional=close == "]")
            if piece == "|":
                branches.append([])
            else:
                branches[-1].append(self._part(piece, pieces))
        raise ValueError(f"{close} is missing.")

    def _part(self, piece: str, pieces: Iterator[str]) -> Node:
        if piece in ("(", "["):
            return self._group(pieces, ")" if piece == "(" else "]")
        if piece in (")", "]"):
            raise ValueError(f"{piece} closes nothing.")
        if piece.startswith("<"):
            return self._lists[piece[1:-1]]
        if piece in ("...", "_", "#"):
            return Number() if piece == "#" else Gap(1, 1) if piece == "_" else Gap(0, _GAP)
        if piece.endswith("*"):
            return Word(fold(piece[:-1]), stem=True)
        return self._spelled(piece)

    def _spelled(self, piece: str) -> Node:
        """A word as it is written, or with its umlauts as two letters."""
        spellings = dict.fromkeys([piece, piece.casefold().translate(_UMLAUTS)])
        chains = [[token.text for token in tokens(spelling)] for spelling in spellings]
        if not all(chains):
            raise ValueError(f"{piece!r} is no word.")
        self.words |= {word for chain in chains for word in chain}
        nodes = [Chain([Word(word) for word in chain]) if len(chain) > 1 else Word(chain[0]) for chain in chains]
        return nodes[0] if len(nodes) == 1 else Choice(nodes)
