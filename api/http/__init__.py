"""The layers around a route: the limits at the door, the middleware, and a route's dependencies."""
