"""The contract of a job folder and of the prompt. Standard library only: the platform imports it."""
