"""The learning program: `python -m tuning JOB_DIR` fine-tunes one LoRA adapter from one job folder."""
