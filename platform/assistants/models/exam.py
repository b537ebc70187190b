"""An exam that the business brought itself."""

from django.db import models

from assistants.models.assistant import Assistant
from tenants.models import Job, TenantModel


class ExamRun(TenantModel):
    """Uploaded questions, put to what was live at the time.

    `questions`: [{"question", "answers": [accepted answers], "answerable"}, …]. `result` holds the metrics of an arm of
    a ReportCard, `rows` its rows with the one arm "live". Both are empty until the job has ended.
    """

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="exam_runs")
    job = models.OneToOneField(Job, on_delete=models.RESTRICT, related_name="exam_run")
    title = models.CharField(max_length=120)
    questions = models.JSONField()
    adapter = models.CharField(max_length=34, blank=True, help_text="What answered; empty: the base model")
    result = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title
