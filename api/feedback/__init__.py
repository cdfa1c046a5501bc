"""What readers say of items on their lists."""
