"""Word files that come back: what they say, and which line of a chapter says it."""
