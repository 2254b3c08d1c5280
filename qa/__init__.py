"""The phone page today; the console for the transition log, simulated callers and scoring to come."""
