"""What is known of text alone: scripts, tokens, emoji, formats, spans and edits.

Nothing here knows a cue, a corpus or a model.
"""
