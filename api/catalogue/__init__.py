"""Movies and books, one by one and in pages."""
