"""What of an answer in the making can be told already."""

from collections.abc import Sequence

from assistants.answers import Answer, read
from assistants.answers.read import REFUSED


class Telling:
    """Follows a draft. What was told is never taken back: programs append what they get and keep it.

    So only whole words are told, and each is read first as the finished answer will be: without marks of passages that
    do not exist, without a prefix, without what was said before.
    """

    def __init__(self, hits: Sequence[object]) -> None:
        self._hits = hits
        self.told = ""

    def more(self, draft: str) -> str:
        """What the draft adds to what was told."""
        cut = max(draft.rfind(" "), draft.rfind("\n"))
        so_far = read(draft[:cut], self._hits) if cut > 0 else REFUSED
        return "" if so_far is REFUSED else self._beyond(so_far.text)

    def rest(self, answer: Answer) -> str:
        """What the finished answer adds."""
        return self._beyond(answer.text)

    def _beyond(self, text: str) -> str:
        if not text.startswith(self.told):
            return ""
        added, self.told = text[len(self.told) :], text
        return added
