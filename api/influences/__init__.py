"""What moves a reader's lists, for them to see and to change."""
