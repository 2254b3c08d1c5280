"""What leaves the console: links to one call, exports of many, and evidence packets. All of it redacted."""
