"""The catalog of errors: every code with its status, what is the case and what to do, as the API and its pages show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from importlib import import_module
from importlib.util import find_spec

from django.utils.translation import gettext as _
from ninja import Router

from steelyard.kernel.refusals import NotFound, Refusal
from steelyard.platform.http.problems import problem_title, problem_url
from steelyard.platform.http.schemas import Schema

router = Router(tags=["Errors"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemKind:
    """One way in which Steelyard says no."""

    code: str
    status: int
    title: str
    meaning: str
    fix: str

    @property
    def type(self) -> str:
        return problem_url(self.code)

    @property
    def reason(self) -> str:
        """The status in HTTP's words."""
        return HTTPStatus(self.status).phrase


class ProblemKindOut(Schema):
    """One code of the catalog."""

    type: str
    code: str
    title: str
    status: int
    meaning: str
    fix: str


class ProblemKindsOut(Schema):
    """The whole catalog."""

    items: list[ProblemKindOut]


def all_refusals(cls: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Return every class of refusal that is loaded and has a code of its own."""
    for child in cls.__subclasses__():
        if child.__module__.startswith("steelyard.") and "code" in vars(child):
            yield child
        yield from all_refusals(child)


def list_problem_kinds() -> list[ProblemKind]:
    """Return every code, in the order of the alphabet."""
    from django.apps import apps

    for context in apps.get_app_configs():
        if context.name.startswith("steelyard.") and find_spec(f"{context.name}.refusals"):
            import_module(f"{context.name}.refusals")
    import_module("steelyard.platform.imports.sheets")  # loaded otherwise only when a workbook comes
    return sorted((_kind(cls) for cls in set(all_refusals())), key=lambda kind: kind.code)


def get_problem_kind(code: str) -> ProblemKind:
    """Return what a code means. Raises: NotFound."""
    for kind in list_problem_kinds():
        if kind.code == code:
            return kind
    raise NotFound


@router.get("/problems", response=ProblemKindsOut, summary="List error codes", auth=None)
def list_problems(request: object) -> ProblemKindsOut:  # noqa: ARG001 - ninja passes it
    """Return every code with which an operation may refuse: status, what is the case, what to do. Open to everybody."""
    return ProblemKindsOut(items=[ProblemKindOut.model_validate(kind) for kind in list_problem_kinds()])


@router.get("/problems/{code}", response=ProblemKindOut, summary="Show an error code", auth=None)
def get_problem(request: object, code: str) -> ProblemKindOut:  # noqa: ARG001 - ninja passes it
    """Return what a code means and what to do about it. Open to everybody."""
    return ProblemKindOut.model_validate(get_problem_kind(code))


def _kind(cls: type[Refusal]) -> ProblemKind:
    meaning = (cls.__doc__ or "").split("\n\n")[0].split("; `")[0].rstrip(".")
    return ProblemKind(
        code=cls.code,
        status=cls.status,
        title=problem_title(cls.code),
        meaning=f"{' '.join(meaning.split())}.",
        fix=_(cls.text),
    )
