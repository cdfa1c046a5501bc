"""What stands around a route: the doors, the middleware, and what a route is given."""
