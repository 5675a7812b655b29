"""Changing the outline of a draft, one step at a time: each answers a new outline."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from steelyard.learning.terms import Lesson, Module, Outline

T = TypeVar("T", Module, Lesson)


def put_module(outline: Outline, module: Module) -> Outline:
    """Return the outline with the module in the place of the one with its key, or at the end."""
    return replace(outline, modules=_put(outline.modules, module))


def put_lesson(outline: Outline, module_key: str, lesson: Lesson) -> Outline:
    """Return the outline with the lesson in the place of the one with its key, or at the end of the module."""
    return _in_module(outline, module_key, lambda lessons: _put(lessons, lesson))


def remove(outline: Outline, key: str) -> Outline:
    """Return the outline without the module or lesson called `key`."""
    modules = tuple(module for module in outline.modules if module.key != key)
    return replace(
        outline,
        modules=tuple(
            replace(module, lessons=tuple(lesson for lesson in module.lessons if lesson.key != key))
            for module in modules
        ),
    )


def move(outline: Outline, key: str, *, later: bool) -> Outline:
    """Return the outline with a module or lesson a place earlier or later; a lesson at the edge goes to the next module."""
    if any(module.key == key for module in outline.modules):
        return replace(outline, modules=_moved(outline.modules, key, later=later))
    at = next((n for n, module in enumerate(outline.modules) if any(one.key == key for one in module.lessons)), None)
    if at is None:
        return outline
    module = outline.modules[at]
    edge = module.lessons[-1 if later else 0]
    if edge.key != key:
        lessons = _moved(module.lessons, key, later=later)
        return _in_module(outline, module.key, lambda _: lessons)
    beside = at + (1 if later else -1)
    if not 0 <= beside < len(outline.modules):
        return outline
    other = outline.modules[beside]
    joined = (edge, *other.lessons) if later else (*other.lessons, edge)
    return _in_module(remove(outline, key), other.key, lambda _: joined)


def free_key(word: str, taken: Sequence[str]) -> str:
    """Return `word`, or with the first number that makes it one of its own."""
    if word not in taken:
        return word
    return next(name for n in range(2, len(taken) + 3) if (name := f"{word}-{n}") not in taken)


def _in_module(outline: Outline, key: str, change: Callable[[tuple[Lesson, ...]], tuple[Lesson, ...]]) -> Outline:
    return replace(
        outline,
        modules=tuple(
            replace(module, lessons=change(module.lessons)) if module.key == key else module
            for module in outline.modules
        ),
    )


def _put(there: tuple[T, ...], one: T) -> tuple[T, ...]:
    if any(known.key == one.key for known in there):
        return tuple([one if known.key == one.key else known for known in there])
    return there + (one,)  # noqa: RUF005 - a tuple of one kind


def _moved(there: tuple[T, ...], key: str, *, later: bool) -> tuple[T, ...]:
    keys = [one.key for one in there]
    at = keys.index(key)
    to = at + (1 if later else -1)
    if not 0 <= to < len(there):
        return there
    order = list(there)
    order[at], order[to] = order[to], order[at]
    return tuple(order)
