"""Builds what an adapter learns from out of what the business showed us.

In order: `material` reads the knowledge, `candidates` asks about it (pairs, headings, sentences), `talks` brings what
visitors called helpful, `private` masks their personal data, `select`, `alike` and `split` remove doubles and split by
document, `generated` lets a model ask about the rest, `off_topic` asks about everything else, `replay` keeps general
talk, `contexts` shows passages, `plan` puts all that together, and `build` stores the rows.
"""
