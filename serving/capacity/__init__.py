"""How many engines a number of adapters needs, computed before they are bought (docs/scaling.md)."""
