"""What a person can do wrong, or has to wait for, around assistants.

UserError
├── TooLittleData       not enough rows to train on, or documents to examine with
├── AlreadyRunning      one training per assistant at a time
├── AlreadyFrozen       the dataset was used by a training
├── NotReady            the dataset is still being built
├── BaseNotInstalled    the foundation model is not on this machine
├── EngineDown          nothing answers at ENGINE_URL
├── NotPromotable       that version cannot go live
├── RolloutEnded        the trial of a version is over already
├── BadParameters       a hyper-parameter is out of its range
├── TrainingFailed      the tuning program refused the data or the settings
├── InstallFailed       the foundation model could not be fetched
├── UnknownModel        no foundation model of that name
├── BadSettings         a field of an assistant cannot be that
├── BadExample          an edited example is empty or too long
├── BadImport           rows of an imported file cannot be trained on
├── AdapterGone         a version's files are not in the store any more
└── BadExam             an uploaded exam is not in the format
"""

from __future__ import annotations

from tenants.errors import UserError


class TooLittleData(UserError):
    """There is not enough to learn from."""

    code = "too_little_data"
    status = 409

    @classmethod
    def documents(cls, found: int, wanted: int) -> TooLittleData:
        """Too few pages that say something which can be asked about."""
        return cls(
            f"Only {found} of your pages or pairs say something that can be turned into a question.",
            f"At least {wanted} are needed, so that some can be kept for the exam: add pages, files or questions.",
        )

    @classmethod
    def rows(cls, found: int, wanted: int) -> TooLittleData:
        """Too few approved rows."""
        return cls(
            f"There are {found} approved examples to train on; {wanted} are needed.",
            "Approve proposed examples, or add more pages or questions and answers.",
        )


class AlreadyRunning(UserError):
    """A training of this assistant is waiting or running."""

    code = "already_running"
    status = 409


class AlreadyFrozen(UserError):
    """A training has used this dataset, so it does not change any more."""

    code = "dataset_frozen"
    status = 409


class NotReady(UserError):
    """The rows are still being made."""

    code = "not_ready"
    status = 409


class BaseNotInstalled(UserError):
    """The foundation model's files are missing."""

    code = "base_not_installed"
    status = 409


class EngineDown(UserError):
    """Nothing can be examined or served now."""

    code = "engine_unavailable"
    status = 503


class NotPromotable(UserError):
    """This version may not or cannot answer visitors."""

    code = "not_promotable"
    status = 409


class RolloutEnded(UserError):
    """Somebody, or the rule, has decided about this version meanwhile."""

    code = "rollout_ended"
    status = 409


class BadParameters(UserError):
    """A hyper-parameter has a value that cannot work."""

    code = "bad_parameters"


class TrainingFailed(UserError):
    """The tuning program said no, and would say so again."""

    code = "training_failed"


class BadExam(UserError):
    """The uploaded questions cannot be read."""

    code = "bad_exam"


class InstallFailed(UserError):
    """The foundation model could not be fetched or read."""

    code = "install_failed"


class UnknownModel(UserError):
    """The catalogue has no such model."""

    code = "unknown_model"
    status = 404


class BadSettings(UserError):
    """An assistant's field has a value that it cannot have."""

    code = "bad_settings"


class BadExample(UserError):
    """An example's words cannot be trained on."""

    code = "bad_example"


class BadImport(UserError):
    """Rows of an imported file are not in a format that we read, or say nothing to learn."""

    code = "bad_import"


class AdapterGone(UserError):
    """The files of a version are missing or damaged."""

    code = "adapter_gone"
    status = 409
