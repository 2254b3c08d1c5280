"""The urgent-symptom screen: a list a clinician can read, and the small engine that reads it."""
