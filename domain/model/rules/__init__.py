"""What guests are bound to: the rules, whether they hold, and where they contradict each other."""
