"""The phone page, the console for the log of calls, who may use it, and simulated callers."""
