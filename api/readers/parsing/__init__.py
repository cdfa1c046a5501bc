"""What every reader needs: CSV, JSON, zips, text and cells."""
