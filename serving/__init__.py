"""Everything that generates text: the client of the engine protocol, the embedded engine and a fake of it."""
