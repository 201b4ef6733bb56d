"""The fixtures of the audit tests."""

from tests.audit.decisions import at_the_root, log

__all__ = ["at_the_root", "log"]
