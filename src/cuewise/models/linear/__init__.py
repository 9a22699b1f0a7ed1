"""Linear models over n-grams or embeddings, and the solver they share."""
