"""Reading stages."""

from steelyard.pipeline.models import Stage
from steelyard.pipeline.refusals import UnknownStage
from steelyard.pipeline.terms import StageKind


def list_stages() -> list[Stage]:
    """Return every stage in its order."""
    return list(Stage.objects.all())


def open_stages() -> list[Stage]:
    """Return the stages of open opportunities in their order."""
    return list(Stage.objects.filter(kind=StageKind.OPEN))


def first_stage() -> Stage:
    """Return the stage in which an opportunity starts."""
    return Stage.objects.filter(kind=StageKind.OPEN)[0]


def closing_stage(kind: StageKind) -> Stage:
    """Return the stage in which won, or lost, opportunities stay."""
    return Stage.objects.filter(kind=kind)[0]


def require_stage(key: str) -> Stage:
    """Return the stage with that key. Raises: UnknownStage."""
    stage = Stage.objects.filter(key=key).first()
    if stage is None:
        raise UnknownStage(key=key, fields={"stage": UnknownStage.text})
    return stage
