"""A version to take away: its adapter in PEFT's format, with a model card that says where it comes from."""
