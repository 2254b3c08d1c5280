"""The same callers in Bluejay: what it is told of this agent, runs of them there, and what it judges."""
