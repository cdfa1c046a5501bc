"""Who is connected to /live, and how they learn what changed: below the features, so that any of them may say so."""
