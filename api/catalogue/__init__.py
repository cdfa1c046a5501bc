"""Movies and books, singly and in pages."""
