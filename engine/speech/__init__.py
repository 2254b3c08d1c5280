"""Every word the agent says: one file of wordings per language, and dates, times and numbers read aloud."""
