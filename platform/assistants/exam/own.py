"""The job of an exam that the business brought."""

from assistants.exam.arms import live_arm
from assistants.exam.records import Question
from assistants.exam.report import as_rows, mark
from assistants.exam.score import figures
from assistants.exam.sit import sit
from assistants.exam.upload import as_questions
from assistants.models import ExamRun
from tenants.jobs import JobContext
from tuning.job.prompt import strip_citations

EVERY_SECONDS = 1.0


def hold(context: JobContext) -> None:
    """Asks what is live and stores the result; does nothing if an earlier attempt has, or the exam was removed."""
    run = ExamRun.objects.select_related("assistant__live_adapter", "tenant").filter(pk=context.subject_id).first()
    if run is None or run.result:
        return
    questions: list[Question] = as_questions(run.questions)
    live = live_arm(run.assistant)
    given = sit(
        run.assistant,
        questions,
        [live],
        lambda done, total: context.progress(every=EVERY_SECONDS, phase="exam", done=done, total=total),
    )
    marks = {"live": mark(questions, given[live.name])}
    context.check()
    found = {"adapter": live.version.name, "result": figures(marks["live"], strip_citations), "rows": as_rows(marks)}
    # Not `save`: the business may have removed it meanwhile.
    ExamRun.objects.filter(pk=run.pk).update(**found)
