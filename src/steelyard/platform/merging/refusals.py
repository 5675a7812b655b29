"""What stands against a merge, or against taking one back."""

from steelyard.kernel.refusals import Refusal, sentence


class AlreadyMerged(Refusal):
    """One of the two leads to another one already."""

    code = "already_merged"
    status = 409
    text = sentence("{name} was merged already and leads to another record. Merge that one.")


class MergeWithItself(Refusal):
    """Something was to be merged with itself."""

    code = "merge_with_itself"
    text = sentence("This is one record already. Choose another one to merge it with.")


class MergeCollides(Refusal):
    """Something at the two cannot stand side by side at one."""

    code = "merge_collides"
    status = 409
    text = sentence("Settle this first, then merge: {collisions}")


class MergeNotUndoable(Refusal):
    """Since the merge something changed that undoing it would overwrite."""

    code = "merge_not_undoable"
    status = 409
    text = sentence("The merge cannot be undone as a whole, because something changed since: {changed}")


class UndoTooLate(Refusal):
    """The time in which a merge can be undone is over."""

    code = "merge_undo_too_late"
    status = 409
    text = sentence("A merge can be undone for {days} days; this one could be until {until}.")


class MergeAlreadyUndone(Refusal):
    """The merge was taken back before."""

    code = "merge_already_undone"
    status = 409
    text = sentence("This merge was undone already.")
