"""`python -m tuning.curve JOB_DIR`: the same job on parts of its data, to see whether more data still helps."""
