"""Files and answers that fill the catalogue."""
