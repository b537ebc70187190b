"""Base models as folders: `python -m tuning.base install SLUG --models DIR`, `python -m tuning.base list`."""
