"""The front end's modules under node, and the rules its source keeps."""
