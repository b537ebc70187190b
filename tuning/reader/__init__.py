"""The reader: a small encoder that says whether a passage answers a question, and where.

`python -m tuning.reader JOB_DIR` trains one from all-MiniLM-L6-v2; `tuning.skills.reader` makes its job from data.
"""
