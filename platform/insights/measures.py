"""The shares that say whether a version does worse than another, and what a comparison of them says in words."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from insights.statistics import Fisher, fisher
from insights.tally import Tally

CLEAR = 0.01


@dataclass(frozen=True)
class Share:
    """`hits` of `size`."""

    hits: int
    size: int

    @property
    def value(self) -> float | None:
        """From 0 to 1, or None where there is nothing to divide by."""
        return self.hits / self.size if self.size else None

    def against(self, other: "Share") -> Fisher:
        """Whether this share is another one than `other`."""
        return fisher(self.hits, self.size, other.hits, other.size)


@dataclass(frozen=True)
class Measure:
    """A share of which less is better."""

    label: str
    of: Callable[[Tally], Share]


REFUSED = Measure("Not answered from your pages", lambda tally: Share(tally.refused, tally.answers))
DISLIKED = Measure("Rated “not helpful”", lambda tally: Share(tally.down, tally.rated))
BROKEN = Measure("Broke off", lambda tally: Share(tally.broken, tally.asked))
MEASURES = (REFUSED, DISLIKED, BROKEN)


@dataclass(frozen=True)
class Finding:
    """One measure of a version beside what it is compared with, such as "version 2" or "its exam"."""

    measure: Measure
    ours: Share
    theirs: Share
    other: str

    @cached_property
    def test(self) -> Fisher:
        """Fisher's exact test of the two shares."""
        return self.ours.against(self.theirs)

    @property
    def verdict(self) -> str:
        """ "worse" or "better" where chance hardly explains the difference, else "same"."""
        if not self.ours.size or not self.theirs.size or self.test.two_sided >= CLEAR:
            return "same"
        return "worse" if self.ours.hits * self.theirs.size > self.theirs.hits * self.ours.size else "better"

    @property
    def words(self) -> str:
        """In a sentence."""
        ours, theirs = self.ours.value, self.theirs.value
        if ours is None or theirs is None:
            return f"Too little is known yet to compare it with {self.other}."
        figures = f"{ours:.0%} here, {theirs:.0%} in {self.other}"
        if self.verdict == "same":
            return f"{figures}: such a difference is often chance (p = {self.test.two_sided:.2g})."
        more = "more" if self.verdict == "worse" else "less"
        return f"{figures}: clearly {more}, chance hardly explains it (p = {self.test.two_sided:.1g})."


def findings(ours: Tally, theirs: Tally, other: str) -> list[Finding]:
    """All measures of one version beside those of another."""
    return [Finding(measure, measure.of(ours), measure.of(theirs), other) for measure in MEASURES]
