"""How each server and host is told: one module for each, from the same rules and headers."""
