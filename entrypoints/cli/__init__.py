"""The commands of proxlb-ui."""
