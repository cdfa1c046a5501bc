"""Scripts that print how fast and how large the service is; nothing here passes or fails."""
