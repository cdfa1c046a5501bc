"""People: matches of similar taste, what they say of each other, and friends."""
