"""Every way in which packages say no."""

from steelyard.kernel.refusals import Refusal, sentence


class PackageRefused(Refusal):
    """The archive is no package that can be run here."""

    code = "package_refused"
    status = 422
    text = sentence("This package cannot be used: {problem}")


class PackagesHaveNoAddress(Refusal):
    """The operator has given packages no address of their own, without which they are not run."""

    code = "packages_have_no_address"
    status = 409
    text = sentence("Packages are run at an address of their own, and none is set up. Ask whoever runs this portal.")


class LessonIsPackage(Refusal):
    """A package says itself when it is done."""

    code = "lesson_is_package"
    status = 409
    text = sentence("This lesson is done when its package says so. Open it.")


class LessonIsNoPackage(Refusal):
    """There is nothing to be opened in the lesson."""

    code = "lesson_is_no_package"
    status = 409
    text = sentence("This lesson has no package.")


class LaunchOver(Refusal):
    """What was opened was opened again elsewhere, or its time has passed."""

    code = "launch_over"
    status = 409
    text = sentence("This lesson was opened again elsewhere, or was open too long. Go back and open it again.")


class StatementRefused(Refusal):
    """A statement breaks the rules of cmi5."""

    code = "package_statement_refused"
    status = 403
    text = sentence("This statement is not accepted: {problem}")


class StatementKnown(Refusal):
    """Another statement has that id."""

    code = "package_statement_known"
    status = 409
    text = sentence("Another statement has this id already. Nothing was changed.")


class CredentialsWrong(Refusal):
    """The unit does not show what it was given at its launch."""

    code = "package_credentials_wrong"
    status = 401
    text = sentence("This launch was given other credentials.")


class ReportUnreadable(Refusal):
    """What the package sent is not what its standard says."""

    code = "package_report_unreadable"
    status = 422
    text = sentence("The package sent something that its standard does not allow: {problem}")
