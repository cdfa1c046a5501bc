"""What every parser needs: CSV, JSON, zips, text and cells."""
