"""Chooses what each source of recommendations weighs, by a copy of the served ranking on hidden ratings."""
