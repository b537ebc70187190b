"""Why a model cannot be converted."""


class ConversionError(Exception):
    """Base of the errors here; `hint` says what to do next."""

    hint = "Look into the engine's log."


class UnsupportedModel(ConversionError):
    """The model's architecture is not one that the embedded engine runs."""

    hint = "Choose a Llama- or Qwen2-family model, or serve this one with vLLM."


class BrokenModel(ConversionError):
    """The model's folder is incomplete or damaged."""

    hint = "Install the base model again: python -m tuning.base install SLUG --models DIR."


class ParityError(ConversionError):
    """The converted model does not say what the original says."""

    hint = "Nothing was put in service. Serve this model with vLLM, and report the parity figures."
