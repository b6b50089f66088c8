"""Reads Markdown as Pelican's own reader does, byte for byte, in less time.

A converter is made once and reset between posts, as far as its extensions are known to reset
rightly; its slow parts are replaced by quick ones that give the same: patterns are tried only
where the characters they need stand in the text, paragraphs that can be nothing else are not
offered to every block processor, code is highlighted once. Whatever is not known (another
version of Markdown, other extensions) goes the long way.
"""
