"""What remedies give where a shortcut breaks, on real sets and made ones."""
