"""Delivery: what is sent without being asked arrives once, on time, and touches nothing else."""
