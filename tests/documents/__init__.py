"""What documents and the page say of the HTTP interface, drawn from the routes' declarations."""
