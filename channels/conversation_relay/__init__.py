"""ConversationRelay: the TwiML, the socket and the action callback of a telephone call."""
