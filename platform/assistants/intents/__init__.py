"""Intents: what visitors want, told by a few phrasings each, and what the bot does when it recognises one.

In order: `models`, `learning` (pure: classifier, folds, figures), `learn` and `tune` (the two ways to get better),
`recognise` (what the answer path asks), `workflows`, `api`.
"""
