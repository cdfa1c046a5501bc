"""Experiments: what a variant may change, how it ranks, what a report says, and when one is stopped."""
