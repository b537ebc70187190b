"""Builds what an adapter learns from out of what the business showed us.

In order: `material` reads the knowledge, `candidates` asks about it (pairs, headings, sentences), `off_topic` asks
about everything else, `select` and `split` remove doubles and split by document, `contexts` shows passages, `plan`
puts all that together, and `build` stores the rows.
"""
