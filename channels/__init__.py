"""How words reach the engine. Channels know Twilio and no clinic rule."""
