"""What the program is told of this context: its rulebook, and the words of its reasons."""

from steelyard.content.contributions.rules import ContributionRules
from steelyard.content.rules import ContentRules
from steelyard.kernel.refusals import sentence
from steelyard.program.public import register_reasons, register_rulebook

RULEBOOK = "content"
CONTRIBUTION_RULEBOOK = "contributions"

register_rulebook(RULEBOOK, ContentRules)
register_rulebook(CONTRIBUTION_RULEBOOK, ContributionRules)
register_reasons(
    {
        "content_host": sentence("Ours to read."),
        "content_entitled": sentence("All that the audience asks for is there."),
        "content_internal": sentence("Only we read this."),
        "content_not_in_program": sentence("The partner is neither active nor being onboarded."),
        "content_tier_missing": sentence("The partner is in none of the tiers {wanted}."),
        "content_type_missing": sentence("The partner holds none of the roles {wanted}."),
        "content_role_missing": sentence("The person is none of {wanted}."),
        "content_region_missing": sentence("The partner lies in none of the regions {wanted}."),
        "content_agreement_missing": sentence("None of these agreements is in force: {wanted}."),
        "content_for_family": sentence("Made for {families}."),
        "content_for_vertical": sentence("Made for the industry {vertical}."),
        "content_for_stage": sentence("Made for this stage of a deal."),
        "kit_for_vertical": sentence("You serve {vertical}."),
        "kit_won_vertical": sentence("Won lately in {vertical}: {count}."),
        "kit_won_family": sentence("Sold lately of {family}: {count}."),
        "contribution_blog_post": sentence("{points} points for a blog post."),
        "contribution_guide": sentence("{points} points for a guide."),
        "contribution_video": sentence("{points} points for a video."),
        "contribution_talk": sentence("{points} points for a talk."),
        "contribution_code": sentence("{points} points for code."),
        "contribution_reach": sentence("{points} points for its reach of {reach}."),
        "contribution_first": sentence("{points} points for a first publication."),
        "contribution_focus": sentence("{points} points for product families of focus: {families}."),
        "contribution_language": sentence("{points} points for a language that we need: {language}."),
        "contribution_region": sentence("{points} points for a region that we need: {region}."),
        "content_meets_all": sentence("All of this would have to hold."),
    }
)
