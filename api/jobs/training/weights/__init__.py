"""Choosing what each source of recommendations weighs: the served ranking, copied, tried on ratings that are hidden."""
