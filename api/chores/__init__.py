"""Work that becomes due by itself: who may do it, what there is to do, and when."""
