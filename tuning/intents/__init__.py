"""Fine-tunes the sentence encoder so that a business's intents lie apart: `python -m tuning.intents JOB_DIR`."""
