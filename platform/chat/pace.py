"""What is done for an event loop that cannot keep up: what engines send is taken more rarely, in larger pieces."""

import asyncio

LOOK_SECONDS = 0.1
TOLERATED_SECONDS = 0.005
LONGEST_SECONDS = 1.0
PER_LATE_SECOND = 50.0
PER_STREAM_SECONDS = 0.002


class Pace:
    """How late the loop runs its timers. It looks only while somebody asks.

    A loop that has more streams than time makes everybody wait, and new questions most, because to begin an answer
    takes many turns of it. A piece of five tokens costs it little more than one of a single token.
    """

    def __init__(self) -> None:
        self._late = 0.0
        self._asked = False
        self._looking: asyncio.TimerHandle | None = None

    def pause(self, streams: int) -> float:
        """Seconds for which a stream, one of so many, is left alone after a piece: none while the loop keeps up.

        Few streams are never what keeps it busy: they are hardly paused, however late it is.
        """
        self._asked = True
        if self._looking is None:
            self._look_again()
        if self._late < TOLERATED_SECONDS:
            return 0.0
        return min(LONGEST_SECONDS, PER_LATE_SECOND * self._late, PER_STREAM_SECONDS * streams)

    def _look_again(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + LOOK_SECONDS
        self._looking = loop.call_at(due, self._look, due)

    def _look(self, due: float) -> None:
        late = asyncio.get_running_loop().time() - due
        # A quarter of what is new: one slow turn says little, several in a row say that there is too much to do.
        self._late += (late - self._late) / 4
        self._looking = None
        if self._asked:
            self._asked = False
            self._look_again()
        else:
            self._late = 0.0
