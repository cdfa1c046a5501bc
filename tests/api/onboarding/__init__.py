"""Tests of api/onboarding."""
