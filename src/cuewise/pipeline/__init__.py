"""The commands as functions: audit, fix, compare, demo."""
