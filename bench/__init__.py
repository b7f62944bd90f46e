"""Measurements that say how they were made. Machines are noisy: read ratios and CPU per unit of work, not seconds."""
