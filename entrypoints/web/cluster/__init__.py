"""The cluster over HTTP: overview, nodes, guests and rules."""
