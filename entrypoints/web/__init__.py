"""The Quart application: routes, sockets and what guards them."""
