"""The addresses that old blogs answered to beside their posts: one module for each system."""
