"""Calls against real servers while everything around them breaks, and what the books say afterwards."""
