"""Work that comes up by itself: who may do it, what there is to do, and when."""
