"""Training again on what the business knows now."""

from assistants.models import Assistant, Dataset, Training
from assistants.workflows.actors import Actor
from assistants.workflows.trainings import start_training
from tenants.errors import UserError


def train_again(assistant: Assistant, actor: Actor = None) -> Training:
    """A training on new examples, with those that nobody has reviewed. Raises as `start_training` does."""
    dataset = Dataset.objects.create(assistant=assistant)
    try:
        return start_training(assistant, dataset, actor=actor, approve_all=True)
    except UserError:
        dataset.delete()
        raise
