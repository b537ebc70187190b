"""The management API of assistants. Every row is fetched in the caller's tenant; another's does not exist."""
