"""What makes vLLM serve the adapters of a Botwright store, and nothing else (docs/vllm.md)."""
