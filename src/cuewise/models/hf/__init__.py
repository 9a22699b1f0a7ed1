"""Fine-tuned transformers classifiers."""
