"""How fast the console's pages are over many stored calls."""
