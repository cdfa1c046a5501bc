"""python -m api.jobs doctor: what is wrong with a deployment, and what to do."""
