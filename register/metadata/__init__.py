"""Metadata packages: a förbund's lists, forms, count plan, instruments, counters, grids and goals as one file that another förbund can import."""
