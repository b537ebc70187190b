"""Coordinates, compared with hand-made ones."""

from dashboard.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, columns, loss_chart


def test_the_first_and_last_points_stand_at_the_edges() -> None:
    chart = loss_chart([(0, 2.0), (10, 1.0)], [], steps=10)
    assert chart
    first, last = (tuple(map(float, point.split(","))) for point in chart.training.split())
    assert first[0] == LEFT
    assert last[0] == WIDTH - RIGHT
    assert TOP < first[1] < last[1] < HEIGHT - BOTTOM


def test_the_axis_covers_all_steps_to_come() -> None:
    chart = loss_chart([(0, 2.0), (10, 1.0)], [(5, 1.5)], steps=40)
    assert chart
    assert [tick.label for tick in chart.across] == ["0", "10", "20", "30", "40"]
    assert chart.last == (LEFT + (WIDTH - LEFT - RIGHT) / 8, chart.last[1])


def test_one_point_is_not_a_curve() -> None:
    assert loss_chart([(0, 2.0)], [], steps=10) is None


def test_columns_are_as_tall_as_their_share_of_the_tallest() -> None:
    low, high = columns([("1 Nov", 2, 1), ("2 Nov", 4, 0)])
    assert low.height * 2 == high.height
    assert low.second_height * 2 == low.height
    assert high.words == "2 Nov: 4, of which 0 not answered"


def test_nothing_is_drawn_of_nothing() -> None:
    assert columns([("1 Nov", 0, 0)]) == []
