"""The models of earlier releases, as the migrations remember them."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState, StateApps
from django.db.models import Model

# The first release, with all that these depend on: the main job on one machine.
FIRST = [("knowledge", "0001_initial"), ("chat", "0001_initial")]


def since_the_first(executor: MigrationExecutor) -> Iterator[tuple[str, StateApps]]:
    """(the migration that came next, the models before it), from the first release to the last change of ours."""
    ours = own_apps()
    first = {key for target in FIRST for key in executor.loader.graph.forwards_plan(target)}
    state = ProjectState()
    for migration, _ in executor.migration_plan([*FIRST, *executor.loader.graph.leaf_nodes()], clean_start=True):
        if migration.app_label in ours and (migration.app_label, migration.name) not in first:
            yield str(migration), state.clone().apps
        state = migration.mutate_state(state)


def of_the_first(executor: MigrationExecutor) -> StateApps:
    """The models of the first release."""
    return executor.loader.project_state(FIRST).apps


def own_models(past: StateApps) -> list[type[Model]]:
    """Those of Botwright's own apps, each after the ones that it cannot be without."""
    left = [model for model in past.get_models() if model._meta.app_label in own_apps()]
    ordered: list[type[Model]] = []
    while left:
        ready = [model for model in left if not needs(model) & set(left)]
        ordered += ready
        left = [model for model in left if model not in ready]
    return ordered


def needs(model: type[Model]) -> set[type[Model]]:
    """The models that each row of `model` refers to."""
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation and not field.null}


def own_apps() -> set[str]:
    """Labels of the apps in `platform/`."""
    home = Path(settings.ROOT) / "platform"
    return {config.label for config in apps.get_app_configs() if home in Path(config.path).parents}
