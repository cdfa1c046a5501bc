"""Tests of sql/functions/onboarding."""
