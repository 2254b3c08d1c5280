"""The model extractor: one request for an utterance that the local extractor can't settle by itself."""
