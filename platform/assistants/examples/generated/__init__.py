"""Questions that a model writes about the business's passages, kept only where a reader finds the same answers.

`models` says who writes and who reads, `pairs` takes apart what was written, `roundtrip` asks it, and `write` does so
passage by passage within a budget of time.
"""
