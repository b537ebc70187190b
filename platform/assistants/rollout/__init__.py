"""What follows a promotion: a share of visitors first, and in time a proposal to train again."""

from assistants.rollout.choice import version_for

__all__ = ["version_for"]
