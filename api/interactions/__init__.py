"""What readers do: events, history, watchlist, hidden items."""
