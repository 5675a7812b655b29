"""Every way in which content says no."""

from steelyard.kernel.refusals import Refusal, sentence


class LibraryUnknown(Refusal):
    """There is no library with that key."""

    code = "library_unknown"
    text = sentence("There is no library called {key}. Choose one that is listed.")


class AudienceUnknown(Refusal):
    """There is no such audience."""

    code = "audience_unknown"
    text = sentence("There is no such audience. Choose one that is listed.")


class AudienceNameTaken(Refusal):
    """Another audience has the name."""

    code = "audience_name_taken"
    status = 409
    text = sentence("There is an audience called {name} already. Use it, or give this one another name.")


class InternalAudienceHasConditions(Refusal):
    """An audience of the host alone asks for nothing of partners."""

    code = "internal_audience_has_conditions"
    text = sentence("What only we read has no conditions for partners. Clear them, or open the audience to partners.")


class AudienceWordUnknown(Refusal):
    """A condition of an audience names something that the program does not know."""

    code = "audience_word_unknown"
    text = sentence("The program does not know {words}. Choose what is listed.")


class OwnerNotOfHost(Refusal):
    """The owner of an asset is a person of the host."""

    code = "content_owner_not_of_host"
    text = sentence("The owner must be an active person of ours.")


class ReviewTooLate(Refusal):
    """The day of review lies further ahead than the rules allow, or in the past."""

    code = "content_review_too_late"
    text = sentence("Set the day of review between today and {latest}.")


class ContentWordUnknown(Refusal):
    """A product family, stage or language that the program does not know."""

    code = "content_word_unknown"
    text = sentence("The program does not know {words}. Choose what is listed.")


class MaterialMissing(Refusal):
    """A version is exactly one of a file, a link and a text."""

    code = "content_material_missing"
    text = sentence("Give one of the three: a file, a link, or a text.")


class FileInUse(Refusal):
    """The file belongs to another version already, or to somebody else."""

    code = "content_file_in_use"
    status = 409
    text = sentence("This file belongs to something else. Upload it again for this version.")


class NothingToPublish(Refusal):
    """An asset without a version."""

    code = "content_nothing_to_publish"
    status = 409
    text = sentence("There is no version to publish. Add one first.")


class AlreadyPublished(Refusal):
    """That version is the current one already."""

    code = "content_already_published"
    status = 409
    text = sentence("This version is the current one already.")


class NotPublished(Refusal):
    """Only what is published can be withdrawn."""

    code = "content_not_published"
    status = 409
    text = sentence("{title} is not published.")


class AlreadyArchived(Refusal):
    """What is archived is at rest."""

    code = "content_archived"
    status = 409
    text = sentence("{title} is archived. Publish a version of it to bring it back.")


class ReviewIsPast(Refusal):
    """What is past its day of review is not published as current."""

    code = "content_review_is_past"
    status = 409
    text = sentence("The day of review of {title} has passed. Review it first.")


class NoFile(Refusal):
    """The version is a link or a text: there is nothing to download."""

    code = "content_has_no_file"
    status = 404
    text = sentence("This version has no file.")
