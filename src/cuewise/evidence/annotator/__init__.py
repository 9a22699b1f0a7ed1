"""A language model as annotator of cues: what it is asked, who answers, what an answer weighs."""
