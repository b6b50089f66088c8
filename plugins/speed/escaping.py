"""What templates show, escaped without an object of its own for each piece: the same text, sooner.

Jinja lets MarkupSafe wrap each piece, and joins all of them to a plain text at once.
"""

from typing import Any

import markupsafe
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_escape_text = getattr(
    markupsafe, "_escape_inner", None
)  # text to text; an inner thing of MarkupSafe's


class QuickOutput(CodeGenerator):
    """Writes the code of templates in which pieces are escaped by `shown`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.shown(")
        if finalize.src is not None:
            self.write(finalize.src)


def shown(value: Any) -> str:
    """Give a value as it stands in HTML."""
    kind = type(value)
    if kind is str:
        return _escape_text(value)  # type: ignore[no-any-return, misc]
    return value if kind is Markup else escape(value)


def quicken_output(environment: Environment) -> None:
    """Let an environment's templates be compiled so; not where somebody else has a say in that, or keeps them."""
    is_jinjas = environment.code_generator_class is CodeGenerator
    if _escape_text is not None and is_jinjas and environment.bytecode_cache is None:
        environment.code_generator_class = QuickOutput
        environment.shown = shown  # type: ignore[attr-defined]
