"""Walks one website: sitemaps and links, politely, within a budget of pages and depth."""

from knowledge.crawling.crawl import Budget, crawl
from knowledge.crawling.page import Page

__all__ = ["Budget", "Page", "crawl"]
