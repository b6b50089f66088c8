"""Old blogs' exports into content/: one module per source, merged so that nothing is lost or doubled."""
