"""Skills that any business's adapter can start from, and the recipes that made them."""
