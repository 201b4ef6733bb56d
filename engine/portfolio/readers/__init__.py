"""Portfolios as files: one table of cases, or one of cases and one of their parts."""

from engine.portfolio.readers.opening import Portfolio, kind_of, open_portfolio

__all__ = ["Portfolio", "kind_of", "open_portfolio"]
