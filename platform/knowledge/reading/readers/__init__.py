"""One module per kind of file, each with `read(data, name, charset) -> Reading`; all but this line can be deleted."""
