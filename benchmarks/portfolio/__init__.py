"""Portfolios in memory: the evaluator beside SQL and beside a fused kernel of the very same rules."""
