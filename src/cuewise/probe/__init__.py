"""What a model does: interventions on cues, groups, twins."""
