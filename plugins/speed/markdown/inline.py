"""Applies inline patterns as Markdown does, but only those that can match.

The flow is that of markdown.treeprocessors.InlineProcessor: which texts are looked at, in which
order, what is stashed under which number. It is spelled out again because the original asks every
pattern of every text.
"""

from collections import deque
from typing import Any
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor as InlinePattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import INLINE_PLACEHOLDER_PREFIX as PREFIX
from markdown.util import INLINE_PLACEHOLDER_RE as PLACEHOLDER
from markdown.util import AtomicString

from plugins.speed.markdown.steps import Step, Steps, arrange_steps

Placed = list[tuple[Element, list[str]]]


def can_be_quick(processor: Any) -> bool:
    """Tell whether a tree processor is Markdown's own, with patterns of the new style only."""
    return type(processor) is InlineProcessor and all(
        isinstance(pattern, InlinePattern) for pattern in processor.inlinePatterns
    )


class QuickInline(InlineProcessor):  # type: ignore[misc]
    """An InlineProcessor, made by giving one this class."""

    steps: Steps = arrange_steps(())

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns to all texts below an element; see InlineProcessor.run."""
        self.stashed_nodes: dict[str, Element | str] = {}
        if not self.steps.are_of(self.inlinePatterns):
            self.steps = arrange_steps(self.inlinePatterns)
        queue = deque([(tree, [*(ancestors or ()), tree.tag.lower()])])
        while queue:
            element, self.ancestors = queue.popleft()
            if element is not tree:
                self.ancestors.append(element.tag.lower())
            self._run_on(element, queue)
        return tree

    def _run_on(self, element: Element, queue: deque[tuple[Element, list[str]]]) -> None:
        inserted: list[tuple[Element, Placed]] = []
        for child in element:  # what is inserted behind a child comes next
            text, tail = child.text, child.tail
            if text and not isinstance(text, AtomicString):
                steps = self.steps.that_may_match(text)
                if steps or PREFIX in text:
                    placed = self._replace_text(child, text, steps)
                    queue.extend(placed)
                    inserted.append((child, placed))
            if tail:
                steps = () if isinstance(tail, AtomicString) else self.steps.that_may_match(tail)
                if steps or PREFIX in tail:
                    self._replace_tail(element, child, self._apply(tail, steps))
            if len(child):
                queue.append((child, self.ancestors[:]))
        for parent, placed in inserted:
            for index, (node, _ancestors) in enumerate(placed):
                parent.insert(index, node)

    def _replace_text(self, child: Element, text: str, steps: tuple[Step, ...]) -> Placed:
        self.ancestors.append(child.tag.lower())
        child.text = None
        placed = self._place(self._apply(text, steps), child)
        self.ancestors.pop()
        return placed

    def _replace_tail(self, element: Element, child: Element, tail: str) -> None:
        holder = Element("d")
        placed = self._place(tail, holder, is_text=False)
        child.tail = holder.tail or None
        position = list(element).index(child) + 1
        for node, _ancestors in reversed(placed):
            element.insert(position, node)

    def _apply(self, text: str, steps: tuple[Step, ...]) -> str:
        """Give the text with placeholders for what the patterns made."""
        for step in steps:
            if step.excluded and step.excluded.intersection(self.ancestors):
                continue
            # Marks only become fewer: what is put into the text holds none.
            if not step.marks or any(mark in text for mark in step.marks):
                text = self._substitute(text, step) if step.parts else self._match(text, step)
        return text

    def _substitute(self, text: str, step: Step) -> str:
        """Do what SubstituteTextPattern does at each match: stash the HTML for the mark."""
        store = self.md.htmlStash.store
        match = step.search(text, 0)
        while match is not None:
            parts = [match[part] if isinstance(part, int) else store(part) for part in step.parts]
            start, text = self._stash(text, match.start(), match.end(), "".join(parts))
            match = step.search(text, start)
        return text

    def _match(self, text: str, step: Step) -> str:
        start: int | None = 0
        while start is not None:
            start, text = self._match_once(text, step, start)
        return text

    def _match_once(self, text: str, step: Step, start: int) -> tuple[int | None, str]:
        """Give where to go on and the text, after the first match that the pattern accepts."""
        for match in step.find_all(text, start):
            node, begin, end = step.pattern.handleMatch(match, text)
            if begin is None or end is None:
                continue
            if node is None:
                return end, text
            if not isinstance(node, str) and not isinstance(node.text, AtomicString):
                self._apply_within(node, step)
            return self._stash(text, begin, end, node)
        return None, text

    def _apply_within(self, node: Element, step: Step) -> None:
        """Apply the patterns behind this one to the texts of what it made."""
        for child in [node, *node]:
            if child.text:
                self.ancestors.append(child.tag.lower())
                child.text = self._apply_from(child.text, step.place + 1)
                self.ancestors.pop()
            if child.tail:
                child.tail = self._apply_from(child.tail, step.place)

    def _apply_from(self, text: str, place: int) -> str:
        is_final = isinstance(text, AtomicString)
        return text if is_final else self._apply(text, self.steps.that_may_match(text, place))

    def _stash(self, text: str, begin: int, end: int, node: Element | str) -> tuple[int, str]:
        number = f"{len(self.stashed_nodes):04d}"
        self.stashed_nodes[number] = node
        placeholder = f"{PREFIX}{number}\x03"
        return begin + len(placeholder), f"{text[:begin]}{placeholder}{text[end:]}"

    def _place(self, text: str | None, parent: Element, *, is_text: bool = True) -> Placed:
        """Give the elements whose placeholders stand in a text; texts go to the element before them."""
        placed: Placed = []
        pieces: list[str] = []  # what follows the last element placed
        start = 0
        while text:
            index = text.find(PREFIX, start)
            if index == -1:
                rest = text[start:]
                pieces.append(AtomicString(rest) if isinstance(text, AtomicString) else rest)
                break
            match = PLACEHOLDER.search(text, index)
            node = self.stashed_nodes.get(match[1]) if match else None
            if match is None or node is None:
                pieces.append(text[start : index + len(PREFIX)])
                start = index + len(PREFIX)
                continue
            if index > 0:
                pieces.append(text[start:index])
            start = match.end()
            if isinstance(node, str):
                pieces.append(node)
                continue
            _join(pieces, placed, parent, is_text=is_text)
            pieces = []
            self._place_within(node)
            placed.append((node, self.ancestors[:]))
        _join(pieces, placed, parent, is_text=is_text)
        return placed

    def _place_within(self, node: Element) -> None:
        for child in [node, *node]:
            if child.tail and PREFIX in child.tail and child.tail.strip():
                self._place_tail(node, child)
            if child.text and PREFIX in child.text and child.text.strip():
                text, child.text = child.text, None
                for inner, _ancestors in reversed(self._place(text, child)):
                    child.insert(0, inner)

    def _place_tail(self, node: Element, child: Element) -> None:
        text, child.tail = child.tail, None
        placed = self._place(text, child, is_text=False)
        position = 0 if node is child else list(node).index(child) + 1
        for inner, _ancestors in reversed(placed):
            node.insert(position, inner)


def _join(pieces: list[str], placed: Placed, parent: Element, *, is_text: bool) -> None:
    """Add texts behind the last element placed, or to the parent; one text alone stays what it is."""
    texts = [piece for piece in pieces if piece]
    if not texts:
        return
    text = texts[0] if len(texts) == 1 else "".join(texts)
    if placed:
        last = placed[-1][0]
        last.tail = last.tail + text if last.tail else text
    elif is_text:
        parent.text = parent.text + text if parent.text else text
    else:
        parent.tail = parent.tail + text if parent.tail else text
