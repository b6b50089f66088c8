"""Where Pelican has begun before anybody asked, what may be done before it knows of which content it is asked.

Who listens goes by the settings and what plugins are, and by nothing that may be another thing later.
"""

from blinker import Signal

CONTENT_IS_AWAITED = Signal()
