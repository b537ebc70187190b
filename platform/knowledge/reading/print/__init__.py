"""Printed pages: from words with places to lines, columns, tables and headings."""
