"""Many calls at once against a server process of their own: how long callers wait, and what a call weighs."""
