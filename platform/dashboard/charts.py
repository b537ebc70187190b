"""Curves and columns as coordinates of an SVG, drawn on the server: no script, no library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 12, 26


@dataclass(frozen=True)
class Tick:
    """A grid line's place, in the SVG's units, and its label."""

    at: float
    label: str


@dataclass(frozen=True)
class LossChart:
    """Two curves over one pair of axes: `points` as SVG wants them, "x,y x,y …"."""

    training: str
    validation: str
    last: tuple[float, float] | None
    across: list[Tick]
    up: list[Tick]


def loss_chart(
    training: Sequence[tuple[float, float]], validation: Sequence[tuple[float, float]], steps: int
) -> LossChart | None:
    """The chart of (step, loss) points over `steps` steps in all, or None before there are two points."""
    if len(training) < 2:
        return None
    top = max(loss for _, loss in [*training, *validation]) * 1.05 or 1.0
    span = max(steps, *(int(step) for step, _ in training), 1)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return round(LEFT + point[0] / span * (WIDTH - LEFT - RIGHT), 1), round(_rise(point[1] / top), 1)

    return LossChart(
        training=_points(place(point) for point in training),
        validation=_points(place(point) for point in validation),
        last=place(validation[-1]) if validation else None,
        across=[Tick(place((span * i / 4, 0))[0], str(round(span * i / 4))) for i in range(5)],
        up=[Tick(_rise(i / 4), f"{top * i / 4:.1f}") for i in range(5)],
    )


@dataclass(frozen=True)
class CurveChart:
    """Points with a line through them; `dots` are (x, y, what the point is)."""

    line: str
    dots: list[tuple[float, float, str]]
    across: list[Tick]
    up: list[Tick]


def curve_chart(points: Sequence[tuple[int, float]]) -> CurveChart | None:
    """The chart of (rows, loss) points, both axes from zero, or None for fewer than two points."""
    if len(points) < 2:
        return None
    top, most = max(loss for _, loss in points) * 1.1 or 1.0, max(rows for rows, _ in points)

    def place(rows: int, loss: float) -> tuple[float, float]:
        return round(LEFT + rows / most * (WIDTH - LEFT - RIGHT), 1), _rise(loss / top)

    return CurveChart(
        line=_points(place(*point) for point in points),
        dots=[(*place(rows, loss), f"{rows} examples: {loss:.3f}") for rows, loss in points],
        across=[Tick(place(rows, 0)[0], str(rows)) for rows, _ in points],
        up=[Tick(_rise(i / 4), f"{top * i / 4:.2f}") for i in range(5)],
    )


@dataclass(frozen=True)
class Column:
    """A day: a tall column, and the part of it that was not answered, standing in front."""

    x: float
    width: float
    y: float
    height: float
    second_y: float
    second_height: float
    label: str
    words: str

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 1)


def columns(days: Sequence[tuple[str, int, int]]) -> list[Column]:
    """Columns for (label, total, part) triples; an empty list when there is nothing to draw."""
    most = max((total for _, total, _ in days), default=0)
    if not most:
        return []
    pitch = (WIDTH - LEFT - RIGHT) / len(days)
    return [_column(i, pitch, label, total, part, most) for i, (label, total, part) in enumerate(days)]


def _column(i: int, pitch: float, label: str, total: int, part: int, most: int) -> Column:
    width = min(pitch * 0.6, 42)
    return Column(
        x=round(LEFT + pitch * i + (pitch - width) / 2, 1),
        width=round(width, 1),
        y=_rise(total / most),
        height=round(_rise(0) - _rise(total / most), 1),
        second_y=_rise(part / most),
        second_height=round(_rise(0) - _rise(part / most), 1),
        label=label,
        words=f"{label}: {total}, of which {part} not answered",
    )


def _rise(share: float) -> float:
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)
