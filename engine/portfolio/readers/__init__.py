"""Portfolios as files: one table of cases, or one of cases and one of their parts."""

from engine.portfolio.readers.opening import Portfolio, open_portfolio

__all__ = ["Portfolio", "open_portfolio"]
