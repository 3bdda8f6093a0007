"""The overview over HTTP; borrows from plan and service what it sums up."""
