"""The local extractor: reads an utterance offline, in English and Spanish."""
