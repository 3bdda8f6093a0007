"""The simulator's HTTP side: requests, routes and what each path answers."""
