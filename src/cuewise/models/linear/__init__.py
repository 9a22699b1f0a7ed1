"""Linear models on n-grams or embeddings, and the solver they share."""
