"""Tests of sql/functions/predictions."""
