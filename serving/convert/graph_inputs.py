"""What an input id of the graph holds."""

# The low bits are the token. What stands above them separates the prefix caches of tenants and is dropped by
# the graph (docs/decisions/engine-prefix-cache.md). The CPU plugin computes ids as 32-bit integers.
TOKEN_BITS = 18
