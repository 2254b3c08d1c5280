"""What may be done to the clinic: look up, find openings, book, move, cancel, text, hand over."""
