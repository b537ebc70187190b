"""The kinds of background work of this app."""

from assistants.catalogue import find
from assistants.catalogue.install import install
from assistants.errors import UnknownModel
from assistants.exam import own
from assistants.examples.build import build
from assistants.exchange.place import place
from assistants.models import Dataset, Installation, LearningCurve, Training
from assistants.training import curve
from assistants.training.run import close, train
from tenants.jobs import JobContext, handler
from tenants.models import Job


def end_training(job: Job) -> None:
    """Tidies up after a training, if it still exists."""
    if training := Training.objects.filter(pk=job.subject_id).first():
        close(training)


@handler("assistants.train", lane="train", ended=end_training)
def run_training(context: JobContext) -> None:
    """Dataset → adapter → exam → verdict."""
    train(context)


def end_curve(job: Job) -> None:
    """Tidies up after a learning curve, if it still exists."""
    if row := LearningCurve.objects.filter(pk=job.subject_id).first():
        curve.close(row)


@handler("assistants.curve", lane="train", ended=end_curve)
def draw_curve(context: JobContext) -> None:
    """A finished training on parts of its data → its learning curve."""
    curve.draw(context)


@handler("assistants.dataset")
def build_dataset(context: JobContext) -> None:
    """Knowledge → examples to review."""
    dataset = Dataset.objects.select_related("assistant", "tenant").get(pk=context.subject_id)
    build(dataset, lambda done, total: context.progress(every=1.0, done=done, total=total))


@handler("assistants.place")
def place_imported(context: JobContext) -> None:
    """Imported rows → the passages that they will be trained with."""
    dataset = Dataset.objects.select_related("assistant", "tenant").get(pk=context.subject_id)
    place(dataset, lambda done, total: context.progress(every=1.0, done=done, total=total))


@handler("assistants.exam", lane="train")
def hold_exam(context: JobContext) -> None:
    """A business's own questions to what is live."""
    own.hold(context)


@handler("assistants.install", lane="train")
def install_model(context: JobContext) -> None:
    """A foundation model from its wheels or the hub."""
    model = find(Installation.objects.get(pk=context.subject_id).slug)
    if model is None:
        raise UnknownModel("This model is not in the catalogue any more.", "Choose another one.")
    install(model, lambda step: context.progress(step=step), context.check)
