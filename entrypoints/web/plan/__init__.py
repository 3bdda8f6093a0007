"""Plans, what-ifs and the balancing settings over HTTP; knows no other subject."""
