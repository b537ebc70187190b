"""The search itself: which settings are tried, for how long, and what came of it."""

import sys
from dataclasses import replace
from pathlib import Path

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from tuning.data import load
from tuning.failure import explained
from tuning.job import files
from tuning.job.errors import JobFolderError, LossError
from tuning.job.methods import METHODS
from tuning.job.records import Job, Progress
from tuning.job.trials import Search, Trial, write_search
from tuning.loop import Data
from tuning.model import load_learner
from tuning.monitor import Cancellation, Cancelled, Monitor
from tuning.run import CANCELLED, FAILED, SUCCEEDED, WRONG_JOB, of_stage
from tuning.search.halving import REDUCTION, RUNGS, attempt
from tuning.search.space import Settings, draw

WHOLE_RUNS = 3.0
"""Runs to the end that the minutes are planned for; tries that end early share what these leave."""
JOURNAL = "search.journal"
SHARE = "share"


class Study:
    """One search over one job folder. A search that was killed goes on: tries that had ended are not repeated.

    Only the last stage of a method is searched; the first try has the job's own settings.
    """

    def __init__(self, folder: Path, minutes: float, trials: int) -> None:
        self._folder, self._minutes, self._count = folder, minutes, trials
        self._monitor, self._cancellation = Monitor(folder), Cancellation(folder)

    def execute(self, *, apply: bool) -> int:
        """Searches to an end and returns the exit code that docs/architecture.md lists for `python -m tuning`."""
        self._cancellation.listen()
        try:
            job = files.read_job(self._folder)
            found = self._search(job)
        except Cancelled:
            return CANCELLED
        except Exception as error:
            told = explained(error)
            print(told, file=sys.stderr)
            return WRONG_JOB if told.permanent else FAILED
        write_search(self._folder, found)
        if apply:
            files.write_job(self._folder, _settings(found.trials[found.best]).applied(job))
        print(_table(found))
        return SUCCEEDED

    def _search(self, job: Job) -> Search:
        data = load(self._folder, job)[-1]
        if not data.valid:
            raise JobFolderError("There are no validation rows to judge by.", "Add rows of the split valid.")
        study = self._study(job)
        done = _done(study)
        if not study.trials:
            study.enqueue_trial(_suggested(Settings.of(job), job))
        left = self._minutes * 60 - sum(_seconds(trial) for trial in done)
        if left > 0 and len(done) < self._count:
            study.optimize(lambda trial: self._try(trial, job, data), self._count - len(done), timeout=left)
        return _summary(_done(study), job)

    def _study(self, job: Job) -> optuna.Study:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        study = optuna.create_study(
            storage=JournalStorage(JournalFileBackend(str(self._folder / JOURNAL))),
            pruner=optuna.pruners.SuccessiveHalvingPruner(min_resource=RUNGS[0][0], reduction_factor=REDUCTION),
            study_name="search",
            load_if_exists=True,
        )
        # A search that goes on must not draw again what it has drawn.
        study.sampler = optuna.samplers.TPESampler(seed=job.train.seed + len(study.trials), n_startup_trials=4)
        return study

    def _try(self, trial: optuna.Trial, job: Job, data: Data) -> float:
        self._cancellation.check()
        self._monitor.tell(Progress("searching", step=trial.number, steps=self._count))
        tried = draw(trial, job).applied(job)
        base, start = self._folder / job.base, self._folder / job.start_from if job.start_from else None
        train = tried.train
        learner = load_learner(
            base, start, tried.lora, train.precision, train.seed, train.quantization, train.recompute
        )
        losses: list[float] = []

        def weigh(resource: int, share: float, loss: float) -> None:
            losses.append(loss)
            trial.report(loss, resource)
            trial.set_user_attr(SHARE, share)
            if resource < RUNGS[-1][0] and trial.should_prune():
                raise optuna.TrialPruned

        stage = of_stage(train, METHODS[job.method].stages[-1])
        minutes = min(stage.max_minutes or self._minutes, self._minutes / WHOLE_RUNS)
        try:
            attempt(learner, replace(stage, max_minutes=minutes), data, self._cancellation, weigh)
        except LossError as error:
            raise optuna.TrialPruned from error
        return losses[-1]


def _done(study: optuna.Study) -> list[FrozenTrial]:
    """The tries that came to an end of their own; those that broke off are left out."""
    return [trial for trial in study.trials if trial.state in (TrialState.COMPLETE, TrialState.PRUNED)]


def _summary(trials: list[FrozenTrial], job: Job) -> Search:
    """The best is the lowest loss of those that came furthest: an early loss is not to be compared with a late one."""
    tried = [_trial(number, trial, job) for number, trial in enumerate(trials)]
    measured = [one for one in tried if one.valid_loss is not None]
    if not measured:
        raise JobFolderError("No try came as far as its first measurement.", "Give the search more minutes.")
    best = min(measured, key=lambda one: (-one.share, one.valid_loss))
    return Search(best.number, tried, round(sum(map(_seconds, trials)), 1))


def _trial(number: int, trial: FrozenTrial, job: Job) -> Trial:
    own, params = Settings.of(job), trial.params
    return Trial(
        number,
        float(params.get("learning_rate", own.learning_rate)),
        int(params.get("batch_size", own.batch_size)),
        int(params.get("r", own.r)),
        float(trial.user_attrs.get(SHARE, 0.0)),
        trial.intermediate_values[max(trial.intermediate_values)] if trial.intermediate_values else None,
    )


def _suggested(settings: Settings, job: Job) -> dict[str, float | int]:
    found: dict[str, float | int] = {"learning_rate": settings.learning_rate, "batch_size": settings.batch_size}
    return found if job.start_from else {**found, "r": settings.r}


def _settings(trial: Trial) -> Settings:
    return Settings(trial.learning_rate, trial.batch_size, trial.r)


def _seconds(trial: FrozenTrial) -> float:
    return trial.duration.total_seconds() if trial.duration else 0.0


def _table(found: Search) -> str:
    lines = [f"{'try':>4}{'learning rate':>15}{'batch':>7}{'rank':>6}{'done':>7}{'valid. loss':>13}"]
    for one in found.trials:
        loss = "–" if one.valid_loss is None else f"{one.valid_loss:.4f}"
        mark = "  ← best" if one.number == found.best else ""
        row = f"{one.number:>4}{one.learning_rate:>15.2e}{one.batch_size:>7}{one.r:>6}{one.share:>7.0%}{loss:>13}"
        lines.append(f"{row}{mark}")
    return "\n".join([*lines, f"{found.seconds:.0f} s in all"])
