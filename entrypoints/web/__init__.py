"""The Quart application: app puts together what live publishes and the subjects answer, all of it on the kit."""
