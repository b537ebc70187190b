"""What a rollout has shown so far, and whether that is enough to confirm it.

Both versions answer at the same time and visitors fall to one of them by chance, so a plain comparison is fair. The
rule confirms after ENOUGH answers if none of the measures is worse by more than chance explains (one-sided, at
SUSPICIOUS). It never rolls back by itself: a person reads why it waits, and decides.
"""

from dataclasses import dataclass

from assistants.models import Rollout
from chat.models import Conversation
from insights.measures import Finding, findings
from insights.selection import answers
from insights.tally import Tally, tally

ENOUGH = 200
SUSPICIOUS = 0.05


@dataclass(frozen=True)
class Trial:
    """Both versions since the rollout began."""

    ours: Tally
    theirs: Tally
    findings: list[Finding]

    @property
    def suspicious(self) -> list[Finding]:
        """What speaks against the new version."""
        return [one for one in self.findings if one.ours.size and one.theirs.size and one.test.higher < SUSPICIOUS]

    @property
    def passed(self) -> bool:
        """True when the rule confirms it."""
        return self.ours.answers >= ENOUGH and self.theirs.answers > 0 and not self.suspicious

    @property
    def words(self) -> str:
        """Where it stands, in a sentence or two."""
        said = f"It has answered {self.ours.answers} questions, the version before {self.theirs.answers} meanwhile."
        if self.suspicious:
            return f"{said} It is not confirmed by itself, because it may be worse: see below."
        if self.theirs.answers == 0:
            return f"{said} There is nothing to compare it with yet."
        if self.ours.answers < ENOUGH:
            return f"{said} After {ENOUGH} it is confirmed by itself, unless it does worse."
        return f"{said} It does not do worse: it is confirmed within minutes."


def trial(rollout: Rollout) -> Trial:
    """The evidence, in the tenant's scope."""
    seen = answers(rollout.assistant).filter(
        created_at__gte=rollout.began_at, conversation__channel=Conversation.Channel.WIDGET
    )
    ours = tally(seen.filter(adapter=rollout.adapter.name))
    theirs = tally(seen.exclude(adapter=rollout.adapter.name))
    return Trial(ours, theirs, findings(ours, theirs, "the version before"))
