"""Movable Type's and TypePad's export."""
