"""What a model relies on: interventions on cues, accuracy in groups and on pairs."""
