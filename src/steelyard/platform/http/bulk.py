"""Bulk operations: many at once, each with an outcome of its own, so that one bad line hurts only itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from django.db import transaction
from django.http import HttpRequest
from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from steelyard.kernel.refusals import InvalidInput, NotAllowed, Refusal
from steelyard.platform.http.problems import problem_of
from steelyard.platform.http.schemas import Body, Problem, Schema

T = TypeVar("T")
Item = TypeVar("Item")

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that does not have the shape that is asked for, with what is wrong where."""

    errors: tuple[tuple[str, str], ...]


def _or_unreadable(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError as error:
        found = [(".".join(str(part) for part in one["loc"]) or "item", one["msg"]) for one in error.errors()]
        return Unreadable(tuple(found))


class BulkIn(Body, Generic[Item]):
    """Up to 100 lines, each as the single operation takes it."""

    items: Annotated[list[Annotated[Item, WrapValidator(_or_unreadable)]], Field(min_length=1, max_length=MOST_AT_ONCE)]


class OutcomeOut(Schema, Generic[T]):
    """What became of one line: its place in the request, the status that it would have had alone, and answer or problem."""

    index: int
    status: int
    result: T | None = None
    problem: Problem | None = None


class BulkOut(Schema, Generic[T]):
    """What became of each line, in the order of the request."""

    succeeded: int
    failed: int
    items: list[OutcomeOut[T]]


def do_each(request: HttpRequest, items: Sequence[Item | Unreadable], act: Callable[[Item], T]) -> BulkOut[T]:
    """Do every line in a savepoint of its own and return the outcomes.

    Raises: NotAllowed, where every single line is refused for that.
    """
    outcomes: list[OutcomeOut[T]] = []
    refusals: list[Refusal] = []
    for index, item in enumerate(items):
        try:
            if isinstance(item, Unreadable):
                raise InvalidInput(fields=dict(item.errors))
            with transaction.atomic():
                result = act(item)
            outcomes.append(OutcomeOut(index=index, status=201, result=result))
        except Refusal as refusal:
            refusals.append(refusal)
            said = Problem.model_validate(problem_of(request, refusal))
            outcomes.append(OutcomeOut(index=index, status=refusal.status, problem=said))
    if len(refusals) == len(items) and all(refusal.status == NotAllowed.status for refusal in refusals):
        raise refusals[0]
    return BulkOut(succeeded=len(items) - len(refusals), failed=len(refusals), items=outcomes)
