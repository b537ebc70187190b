"""The learning curve: nested parts of the data, the same job on each."""

import pytest

from tests.tuning.conftest import MakeJob, shop_examples
from tuning.curve.measure import measure
from tuning.job import files
from tuning.job.curve import part, read_curve
from tuning.job.records import Example
from tuning.run import CANCELLED, SUCCEEDED, WRONG_JOB

pytestmark = pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning")

ROWS = [
    *(Example(f"q{n}", "?", "!", [], f"document {n // 5}") for n in range(60)),
    *(Example(f"off{n}", "?", "!", [], "", kind="refusal") for n in range(20)),
    *(Example(f"v{n}", "?", "!", [], "held out", "valid") for n in range(4)),
]


def test_parts_are_nested_and_never_cut_through_a_document() -> None:
    quarter, half, whole = (part(ROWS, fraction) for fraction in (0.25, 0.5, 1.0))
    ids = [{one.id for one in rows} for rows in (quarter, half, whole)]
    assert ids[0] < ids[1] < ids[2] == {one.id for one in ROWS}
    for rows, fraction in ((quarter, 0.25), (half, 0.5)):
        learned = [one for one in rows if one.split == "train"]
        assert fraction * 80 <= len(learned) < fraction * 80 + 5
        for name in {one.document for one in learned} - {""}:
            assert sum(one.document == name for one in learned) == 5
        assert sum(one.split == "valid" for one in rows) == 4


def test_each_part_is_trained_and_measured_on_all_held_out_rows(make_job: MakeJob) -> None:
    job = make_job(epochs=1.0)
    assert measure(job, [0.5, 1.0]) == SUCCEEDED
    half, whole = read_curve(job).points
    assert (half.fraction, half.rows, half.documents) == (0.5, 12, 2)
    assert (whole.fraction, whole.rows, whole.documents) == (1.0, 18, 3)
    assert half.valid_loss != whole.valid_loss
    assert files.read_report(job) is None


def test_a_curve_that_broke_off_measures_only_what_is_missing(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job(epochs=1.0)
    assert measure(job, [0.5]) == SUCCEEDED
    first = read_curve(job).points[0]
    files.request_cancel(job / "curve" / "0.5")
    assert measure(job, [0.5, 1.0]) == SUCCEEDED
    assert read_curve(job).points[0] == first


def test_a_curve_is_cancelled_between_steps(make_job: MakeJob) -> None:
    job = make_job(epochs=1.0)
    (job / "curve" / "0.5").mkdir(parents=True)
    files.request_cancel(job / "curve" / "0.5")
    assert measure(job, [0.5]) == CANCELLED
    assert read_curve(job).points == []


@pytest.mark.parametrize(
    ("fractions", "rows", "told"),
    [
        ([0.0, 1.0], shop_examples(), "not above 0"),
        ([0.1], shop_examples(), "10% of the data are 6 rows"),
        ([1.0], [one for one in shop_examples() if one.split == "train"], "no held-out rows"),
    ],
)
def test_what_cannot_be_measured_is_told(
    make_job: MakeJob, capsys: pytest.CaptureFixture[str], fractions: list[float], rows: list[Example], told: str
) -> None:
    assert measure(make_job(examples=rows), fractions) == WRONG_JOB
    assert told in capsys.readouterr().err
