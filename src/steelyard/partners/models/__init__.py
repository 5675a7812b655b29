"""The state of partners, by subject."""

from steelyard.partners.models.agreements import (
    AgreementSignature,
    AgreementStanding,
    AgreementText,
    AgreementVersion,
)
from steelyard.partners.models.automation import AutomationRun, AutomationStep, BenefitException, PartnerTask
from steelyard.partners.models.benefits import Benefit, BenefitGrant
from steelyard.partners.models.goals import Goal, GoalRevision
from steelyard.partners.models.inactivity import QuietPeriod
from steelyard.partners.models.lifecycle import Offboarding, OffboardingSettlement, StatusPeriod
from steelyard.partners.models.longtail import Rise, TailStanding
from steelyard.partners.models.onboarding import Journey, JourneyTask
from steelyard.partners.models.outreach import OptOut, Outreach, OutreachMail
from steelyard.partners.models.partners import (
    Agreement,
    Certification,
    Dated,
    ManagerAssignment,
    Partner,
    PartnerMerge,
    PartnerProfile,
    PartnerRole,
    PartnerType,
    Segment,
    Tier,
    TierAssignment,
)
from steelyard.partners.models.portfolio import AuditedPartner, PortfolioAudit
from steelyard.partners.models.quality import DataTask, PartnerScore
from steelyard.partners.models.recruiting import Application, Prospect, ProspectMove, SanctionedName
from steelyard.partners.models.requirements import RequirementEvidence, RequirementStanding
from steelyard.partners.models.tiers import TierEvaluation, TierNotice
from steelyard.partners.models.vetting import RedFlag, VettingCase, VettingReading, VettingStanding

__all__ = [
    "Agreement",
    "AgreementSignature",
    "AgreementStanding",
    "AgreementText",
    "AgreementVersion",
    "Application",
    "AuditedPartner",
    "AutomationRun",
    "AutomationStep",
    "Benefit",
    "BenefitException",
    "BenefitGrant",
    "Certification",
    "DataTask",
    "Dated",
    "Goal",
    "GoalRevision",
    "Journey",
    "JourneyTask",
    "ManagerAssignment",
    "Offboarding",
    "OffboardingSettlement",
    "OptOut",
    "Outreach",
    "OutreachMail",
    "Partner",
    "PartnerMerge",
    "PartnerProfile",
    "PartnerRole",
    "PartnerScore",
    "PartnerTask",
    "PartnerType",
    "PortfolioAudit",
    "Prospect",
    "ProspectMove",
    "QuietPeriod",
    "RedFlag",
    "RequirementEvidence",
    "RequirementStanding",
    "Rise",
    "SanctionedName",
    "Segment",
    "StatusPeriod",
    "TailStanding",
    "Tier",
    "TierAssignment",
    "TierEvaluation",
    "TierNotice",
    "VettingCase",
    "VettingReading",
    "VettingStanding",
]
