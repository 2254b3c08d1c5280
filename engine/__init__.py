"""One call: the turn, the transition table, understanding, the urgent screen, the journal and speech."""
