"""What the data alone show: cue-label association, and what partial inputs predict."""
