"""Why rules cannot do what somebody wanted, with a remedy for each kind of conflict."""
