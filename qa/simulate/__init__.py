"""Simulated callers: scenario files, who plays them, and how the calls are scored."""
