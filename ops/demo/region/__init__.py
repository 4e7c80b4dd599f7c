"""The demonstration region: one community's full cycle, from joining the network to the plan after the first."""
