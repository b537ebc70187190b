"""What is searched: the learning rate, the batch, and the rank where the adapter is new."""

from dataclasses import dataclass, replace

from optuna import Trial

from tuning.job.records import Job

LEARNING_RATE = 4.0
"""Times and part of the job's own."""
BATCH_SIZES, RANKS = (4, 8, 16), (8, 16, 32)


@dataclass(frozen=True, slots=True)
class Settings:
    """The hyper-parameters of one try."""

    learning_rate: float
    batch_size: int
    r: int

    @classmethod
    def of(cls, job: Job) -> "Settings":
        """The job's own."""
        return cls(job.train.learning_rate, job.train.batch_size, job.lora.r)

    def applied(self, job: Job) -> Job:
        """The job with these; the scale alpha / r stays as it was."""
        train = replace(job.train, learning_rate=self.learning_rate, batch_size=self.batch_size)
        alpha = max(1, round(job.lora.alpha * self.r / job.lora.r))
        return replace(job, train=train, lora=replace(job.lora, r=self.r, alpha=alpha))


def draw(trial: Trial, job: Job) -> Settings:
    """Settings that Optuna suggests. An adapter that is continued keeps its rank."""
    own = Settings.of(job)
    low, high = own.learning_rate / LEARNING_RATE, own.learning_rate * LEARNING_RATE
    return Settings(
        trial.suggest_float("learning_rate", low, high, log=True),
        trial.suggest_categorical("batch_size", sorted({*BATCH_SIZES, own.batch_size})),
        own.r if job.start_from else trial.suggest_categorical("r", sorted({*RANKS, own.r})),
    )
