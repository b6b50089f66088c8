"""The desk: the small web service where readers subscribe, choose, leave and comment by themselves."""
