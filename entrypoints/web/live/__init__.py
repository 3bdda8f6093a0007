"""Publishing the topics and streaming their changes; knows the payload of every subject."""
