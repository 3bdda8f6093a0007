"""Asking hosts of the cluster, and the next one when one fails; does not know what the answers mean."""
