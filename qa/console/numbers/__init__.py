"""The console's numbers: what each call adds to them, their sums by day, and the page that shows them."""
