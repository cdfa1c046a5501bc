"""What is wrong with a deployment, and what to do: judged from facts, for the doctor and for the operator's page."""
