"""Which findings fail a build."""
