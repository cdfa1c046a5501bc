"""Item models: fitted, and compared with what is served."""
