"""Aliases of our routes at the addresses that other descriptions of such a service print."""
