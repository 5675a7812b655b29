"""What the operations of learning are asked with."""

from typing import Annotated

from pydantic import Field

Id = Annotated[str, Field(max_length=60)]
