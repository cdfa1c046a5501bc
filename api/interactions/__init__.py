"""What readers do: events, history, watchlist, what they hid."""
