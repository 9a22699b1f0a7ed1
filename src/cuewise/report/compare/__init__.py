"""Two audits side by side: a pure view of a `Comparison`."""
