"""How good the served recommendations are, on ratings that were held out: the same SQL, the same ranking."""
