"""The console: what QA reads of calls."""
