"""Whether the guests of a node that is lost find room elsewhere."""
