"""The management API of knowledge, for programs with an API key."""
