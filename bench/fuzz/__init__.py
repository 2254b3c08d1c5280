"""Hostile frames and requests against a real server process, and what must hold all the same."""
