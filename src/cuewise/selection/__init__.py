"""Which cues to repair, which remedies to try, and which one to keep."""
