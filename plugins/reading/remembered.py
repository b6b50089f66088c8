"""What goes with each post, found again from what is remembered: only where posts have changed nearby."""

from collections.abc import Iterable, Sequence

from plugins.reading.again import bring_up_to_date
from plugins.reading.choosing import Subject
from plugins.reading.memory import Memory, News, Parts, Related, news_of, remember
from plugins.reading.related import in_order
from plugins.shared.sharing import Share

# With more changed posts than this share of them it is quicker to begin anew.
_FEW = 16


def find_with_memory(
    subjects: Iterable[Subject], parts: Parts, *, share: Share = map
) -> tuple[Related, Parts]:
    """Give what find_related gives, and what to remember; `parts` are what the last build remembered."""
    known = sorted(subjects, key=in_order)
    memory = Memory.parse(parts)
    if memory is None:
        return _anew(known, share)
    news = news_of(known, memory)
    if news.size == 0:
        return memory.related, parts
    if _is_worth_it(memory, news):
        memory = bring_up_to_date(memory, news)
        return memory.related, memory.dump()
    return _anew(known, share)


def _anew(known: Sequence[Subject], share: Share) -> tuple[Related, Parts]:
    memory = remember(known, share)
    return memory.related, memory.dump()


def _is_worth_it(memory: Memory, news: News) -> bool:
    return not memory.is_worn and news.size <= 1 + len(news.order) // _FEW
