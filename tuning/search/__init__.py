"""`python -m tuning.search JOB_DIR`: hyper-parameters by successive halving on the validation loss.

Many settings get a ninth of a run, the better third of them a third of one, the best of those all of it (Jamieson and
Talwalkar 2016, arXiv 1502.07943; asynchronously, Li et al. 2018, arXiv 1810.05934), by Optuna.
"""
