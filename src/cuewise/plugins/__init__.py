"""What a plug-in is, which plug-ins there are, and what became of each run."""
