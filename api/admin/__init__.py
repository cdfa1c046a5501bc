"""The operator's pages: what the doctor says, jobs, counts, models, an item's neighbors, a reader's list."""
