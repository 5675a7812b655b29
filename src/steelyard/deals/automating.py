"""What deal registration tells automations: what happens to registrations, and that work on them is a sign of life."""

from steelyard.deals.events import (
    EvidenceAdded,
    ExtensionRequested,
    InformationGiven,
    ProtectionEnding,
    RegistrationApproved,
    RegistrationConverted,
    RegistrationExpired,
    RegistrationLost,
    RegistrationRejected,
    RegistrationSubmitted,
    RegistrationSubmittedOnBehalf,
    RegistrationWon,
)
from steelyard.kernel.refusals import sentence
from steelyard.partners.public import Signal, register_signal, register_triggers

register_triggers(
    {
        RegistrationSubmitted: sentence("A partner registered a deal"),
        RegistrationApproved: sentence("A registration was approved"),
        RegistrationRejected: sentence("A registration was rejected"),
        ProtectionEnding: sentence("The protection of a deal ends soon"),
        RegistrationExpired: sentence("A registration expired"),
        RegistrationWon: sentence("A registered deal was won"),
        RegistrationLost: sentence("A registered deal was lost"),
    }
)
register_signal(
    Signal.DEAL,
    given_by=[
        RegistrationSubmitted,
        RegistrationSubmittedOnBehalf,
        InformationGiven,
        EvidenceAdded,
        ExtensionRequested,
        RegistrationConverted,
        RegistrationWon,
        RegistrationLost,
    ],
)
