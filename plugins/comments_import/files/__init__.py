"""Files of an export: opened, decoded, taken apart."""
