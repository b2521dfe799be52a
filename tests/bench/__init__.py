"""What the service costs, measured in one run against floors of the same run: `make bench`."""
