"""The demo: a fictional shop that signs up, is read, goes live, learns, and shows its bot on its own website."""
