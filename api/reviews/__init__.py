"""What readers write of items: notes for themselves, reviews for everybody."""
