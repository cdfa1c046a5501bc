"""The demo: its items, its simulated raters, and the first run that loads both."""
