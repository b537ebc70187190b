"""The embedded engine: OpenVINO GenAI's continuous batching, one pipeline per adapter."""
