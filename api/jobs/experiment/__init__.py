"""The job `experiment`: create, list, stop, count and report experiments."""
