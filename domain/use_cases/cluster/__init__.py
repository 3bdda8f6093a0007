"""Reading the cluster again and again, and keeping one view of it for everybody."""
