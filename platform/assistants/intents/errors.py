"""What a person can do wrong, or has to wait for, around intents.

UserError
├── BadIntent       a field of an intent, or the threshold, cannot be that
├── BadPhrasings    an imported file cannot be read
├── TooFewPhrasings there is not enough to fine-tune on
└── AlreadyTuning   one fine-tuning per assistant at a time
"""

from tenants.errors import UserError


class BadIntent(UserError):
    """A field has a value that it cannot have."""

    code = "bad_intent"


class BadPhrasings(UserError):
    """Rows of an imported file are not in the format."""

    code = "bad_phrasings"


class TooFewPhrasings(UserError):
    """Fine-tuning would learn nothing, or could not be examined."""

    code = "too_few_phrasings"
    status = 409


class AlreadyTuning(UserError):
    """A fine-tuning of this assistant's intents is waiting or running."""

    code = "already_tuning"
    status = 409
