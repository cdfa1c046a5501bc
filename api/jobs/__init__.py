"""Work that runs apart from requests: `python -m api.jobs NAME`."""
