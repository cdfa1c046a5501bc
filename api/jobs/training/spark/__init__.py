"""Training on Apache Spark: the same models as in one process, from a file of ratings, by many executors."""
