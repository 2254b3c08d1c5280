"""One module per state: what it asks, and which event an answer causes. Pure."""
