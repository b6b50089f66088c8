"""Jinja's environments and contexts that note which templates and variables a page uses."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, TemplateNotFound, pass_context
from jinja2.bccache import Bucket
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.runtime import Context
from jinja2.utils import _PassArg, missing

from plugins.speed.escaping import quicken_output
from plugins.speed.recording import MISSING, NOW, TEMPLATES, VARIABLES, Later, is_blind
from plugins.speed.sealed import read_sealed, write_sealed
from plugins.speed.values import Unknown, digest

# They come with Jinja, and with its extension for languages.
_PURE = frozenset({*DEFAULT_NAMESPACE, "_", "gettext", "ngettext", "pgettext", "npgettext"})


class WatchedContext(Context):
    """Notes which variables that Pelican has passed are used; what a template itself sets is its own."""

    def resolve_or_missing(self, key: str) -> Any:
        """Give a variable, or Jinja's `missing`."""
        if key in self.vars:
            return self.vars[key]
        value = self.parent.get(key, missing)
        reads = NOW.reads
        if reads is not None and key not in reads.variables_read and not is_blind("context"):
            if key in reads.given:
                if reads.given[key] is value:
                    reads.add_own(VARIABLES, key, value)
                    reads.variables_read.add(key)
            else:
                self._note(reads, key, value)
        return value

    def _note(self, reads: Any, key: str, value: Any) -> None:
        variables = reads.variables
        passed = variables.get(key, missing)
        if passed is not missing:
            if passed is value:
                reads.add(VARIABLES, key, value)
                reads.variables_read.add(key)
        elif value is missing:
            reads.add(VARIABLES, key, MISSING)
        elif key not in _PURE and self.environment.globals.get(key, missing) is value:
            if callable(value):
                reads.give_up(f"it calls {key}(), which may give anything")
            else:
                reads.add(VARIABLES, f"global {key}", value)

    def __contains__(self, name: str) -> bool:
        return self.resolve_or_missing(name) is not missing

    def _everything(self) -> dict[str, Any]:
        if NOW.reads is not None:
            NOW.reads.give_up("it looks at all variables")
        return self.get_all()

    def keys(self) -> Any:
        """Give the names of all variables."""
        return self._everything().keys()

    def values(self) -> Any:
        """Give all variables."""
        return self._everything().values()

    def items(self) -> Any:
        """Give all variables by their names."""
        return self._everything().items()


class _Watching:
    """The part of an environment that notes which templates are used."""

    known_templates: dict[tuple[Any, str], str]
    sure_templates: set[str]  # told, and what the next build would look at

    def _load_template(self, name: Any, globals: Any) -> Any:  # noqa: A002 - Jinja's name
        try:
            found = super()._load_template(name, globals)  # type: ignore[misc]
        except TemplateNotFound:
            note_template(self, name, is_there=False)
            raise
        note_template(self, name)
        return found


def note_template(environment: Any, name: str | None, *, is_there: bool = True) -> None:
    """Note that the page uses a template, or would if there was one of this name."""
    reads = NOW.reads
    if reads is None:
        return
    if name is None or environment.loader is None:
        reads.give_up("its template is not to be found again")
    elif not isinstance(environment, _Watching):
        reads.give_up(f"its template {name} is one of a plugin's own")
    elif not is_blind("templates"):
        verifier = reads.facts.environment or environment
        if is_there and environment is verifier and name in environment.sure_templates:
            reads.add_told(TEMPLATES, name)
            return
        fact = partial(_known_fact, environment, name)
        reads.add(TEMPLATES, name, Later(fact))
        if not _is_found_again(fact, verifier, name, is_there):
            reads.give_up(f"its template {name} is not the one that the next build would look at")
        elif is_there and environment is verifier:
            environment.sure_templates.add(name)


def _is_found_again(
    fact: Callable[[], str],
    environment: Any,
    name: str,
    is_there: bool,  # noqa: FBT001
) -> bool:
    """Whether the environment that the next build asks gives the same source, and gives it at all."""
    try:
        told = fact()
        return told == _known_fact(environment, name) and is_there is (told != MISSING)
    except Unknown:
        return False


def _known_fact(environment: Any, name: str) -> str:
    known = environment.known_templates
    key = environment.loader, name  # an overlay shares all but its loader
    if key not in known:
        known[key] = template_fact(environment, name)
    return str(known[key])


def template_fact(environment: Any, name: str) -> str:
    """Give what tells a template: a digest of its source. Raises Unknown."""
    try:
        source, _file, _is_current = environment.loader.get_source(environment, name)
    except TemplateNotFound:
        return MISSING
    except RuntimeError:  # as loaders raise it that have no sources
        raise Unknown("a template without a source") from None
    return digest(source)


@cache
def _watching(kind: type) -> type:
    return type(kind.__name__, (_Watching, kind), {})


def watch_environment(environment: Environment) -> None:
    """Let an environment note what its templates use."""
    environment.__class__ = _watching(type(environment))  # type: ignore[arg-type]
    environment.context_class = WatchedContext
    environment.known_templates = {}  # type: ignore[attr-defined]
    environment.sure_templates = set()  # type: ignore[attr-defined]
    quicken_output(environment)
    environment.auto_reload = False  # a build sees each template once


def doubt_filters(environment: Environment, is_pure: Callable[[str, Any], bool]) -> None:
    """Let pages that use a filter or a test which is not pure be made in every build."""
    for known in (environment.filters, environment.tests):
        for name, function in list(known.items()):
            if not is_pure(name, function):
                known[name] = _doubted(name, function)


def _doubted(name: str, function: Any) -> Any:
    """Give a filter that says it hangs on unknown things; Jinja must not work it out beforehand."""
    wanted = _PassArg.from_obj(function)

    @pass_context
    def called(context: Context, *args: Any, **kwargs: Any) -> Any:
        if NOW.reads is not None:
            NOW.reads.give_up(f"the filter {name} may hang on anything")
        passed: dict[Any, Any] = {
            _PassArg.context: [context],
            _PassArg.eval_context: [context.eval_ctx],
            _PassArg.environment: [context.environment],
        }
        return function(*passed.get(wanted, []), *args, **kwargs)

    return called


class CompiledTemplates(BytecodeCache):
    """Templates that were compiled by an earlier build; a file that is not whole is none."""

    def __init__(self, folder: Path, key: str) -> None:
        """Keep them in a folder, for builds with the same key."""
        self._folder, self._key = folder, key

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what is known of a template."""
        found = read_sealed(self._file(bucket), self._key)
        if found is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template was compiled to."""
        write_sealed(self._file(bucket), self._key, bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"template-{bucket.key}"
