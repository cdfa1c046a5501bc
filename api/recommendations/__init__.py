"""Recommendations: candidates from SQL, ranked here, each with its receipt."""
