"""Ray Serve LLM in front of many vLLM replicas: adapters by their names, requests to who holds them (docs/ray.md)."""
