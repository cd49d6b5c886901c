"""Edits of a facility's layout, applied one after the other."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.document.base import Finite, Identifier, Model, Name, Placement, Positive


class AddEdit(Model):
    """A catalogue item placed in the layout."""

    kind: Literal["add"] = "add"
    part_id: Identifier
    item: Identifier = Field(description="catalogue item, see /catalog/")
    name: Name | None = None
    at: Placement
    size_m: tuple[Positive, Positive, Positive] | None = Field(
        default=None, description="length, width, height; the item's own size where absent"
    )


class MoveEdit(Model):
    """A part brought to another place; the heading is relative to how the CAD has it."""

    kind: Literal["move"] = "move"
    part_id: Identifier
    at: Placement


class RotateEdit(Model):
    """A part turned about the middle of its footprint, on top of what went before."""

    kind: Literal["rotate"] = "rotate"
    part_id: Identifier
    by_rad: Finite


class RemoveEdit(Model):
    """A part taken out."""

    kind: Literal["remove"] = "remove"
    part_id: Identifier


class DuplicateEdit(Model):
    """A copy of a part at another place."""

    kind: Literal["duplicate"] = "duplicate"
    part_id: Identifier
    new_part_id: Identifier
    at: Placement


LayoutEdit = Annotated[AddEdit | MoveEdit | RotateEdit | RemoveEdit | DuplicateEdit, Field(discriminator="kind")]
