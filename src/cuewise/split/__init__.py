"""Discovery, estimation and confirmation parts of a corpus."""
