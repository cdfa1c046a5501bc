"""Questions to newcomers: the titles whose rating would tell most."""
