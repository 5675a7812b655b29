"""What points at companies and follows a merge of them: contexts above register how their rows move, and how they move back."""

from steelyard.platform.merging.following import Follower, followers_of

followers = followers_of("company")


def register_follower(follower: Follower) -> None:
    """Let a context's rows follow merges of companies. Raises: ValueError when its key is taken."""
    followers.register(follower)
