"""Runs a training: examples → `python -m tuning` as a child process → adapter store → exam → verdict.

Every step looks first whether an earlier attempt has done it, so a job that is delivered again, or taken over from a
killed worker, goes on where that one stopped.
"""
