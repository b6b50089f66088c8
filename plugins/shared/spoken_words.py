"""Templates whose messages are looked up when a template is compiled, and not once more on every page.

An environment speaks one language. So `{% trans %}` without a number in it always gives the same words,
and a page of this site has some thirty of them.
"""

from typing import Any

from jinja2 import Environment, nodes
from jinja2.ext import InternationalizationExtension


class SpokenWords(InternationalizationExtension):
    """Jinja's extension for `{% trans %}`, for an environment whose `words` are there before its templates."""

    def __init__(self, environment: Environment) -> None:
        """Make room for the words, a catalogue of gettext's."""
        super().__init__(environment)
        environment.extend(words=None)

    def _make_node(
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        *more: Any,
    ) -> nodes.Output:
        words = self.environment.words  # type: ignore[attr-defined]
        if words is None or plural is not None or context is not None:
            return super()._make_node(singular, plural, context, variables, *more)
        text = words.gettext(singular)
        if not variables:
            return nodes.Output([nodes.MarkSafeIfAutoescape(nodes.Const(text % {}))])
        pairs = [nodes.Pair(nodes.Const(name), value) for name, value in variables.items()]
        said = nodes.Mod(nodes.MarkSafeIfAutoescape(nodes.Const(text)), nodes.Dict(pairs))
        return nodes.Output([said])
