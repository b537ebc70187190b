"""OpenAI's HTTP API under /v1/: programs written for it need another `base_url` and an API key of the business.

In order: `door` (key, limits, errors) → `listing`, `completions`, `embeddings`.
"""
