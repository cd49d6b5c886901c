"""Named tuples of arrays that compiled functions are handed as one pointer, not as hundreds of numbers.

numba passes a named tuple by value, taken apart: for each array in it data, shape, strides, size and owner.
A state of fifty arrays is 450 arguments for every function that is handed it, and taking them apart and
together again was most of what numba compiled. Here the tuple is laid down once, where Python calls in, and
a field is read where it is used.
"""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)

T = TypeVar("T", bound=type)
_REFERRED: set[type] = set()


class Reference(types.Type):
    """A pointer to a named tuple that lives as long as the call from Python."""

    def __init__(self, target: types.NamedTuple) -> None:
        self.target = target
        # the whole name lists all fields of all records, and would stand in every symbol
        digest = hashlib.sha256(str(target).encode()).hexdigest()[:12]
        super().__init__(f"Reference.{target.instance_class.__name__}.{digest}")


@register_model(Reference)
class ReferenceModel(models.PrimitiveModel):
    """A pointer in the machine, too."""

    def __init__(self, dmm: Any, fe_type: Reference) -> None:
        super().__init__(dmm, fe_type, dmm.lookup(fe_type.target).get_value_type().as_pointer())


@infer_getattr
class ReferenceAttribute(AttributeTemplate):
    """The types of the fields."""

    key = Reference

    def generic_resolve(self, reference: Reference, name: str) -> Any:  # type: ignore[override]
        """The type of a field; of a named tuple inside, a reference to it."""
        if name not in reference.target.fields:
            return None
        found = reference.target.types[reference.target.fields.index(name)]
        return Reference(found) if isinstance(found, types.NamedTuple) else found


@lower_getattr_generic(Reference)
def _read_field(context: Any, builder: Any, reference: Reference, pointer: Any, name: str) -> Any:
    number = reference.target.fields.index(name)
    found = reference.target.types[number]
    place = cgutils.gep_inbounds(builder, pointer, 0, number)
    if isinstance(found, types.NamedTuple):
        return place
    read = builder.load(place)
    read.set_metadata("invariant.load", builder.module.add_metadata([]))  # else read again after every write
    return impl_ret_borrowed(context, builder, found, read)


@unbox(Reference)
def _lay_down(reference: Reference, found: Any, c: Any) -> NativeValue:
    native = c.unbox(reference.target, found)
    place = cgutils.alloca_once_value(c.builder, native.value)
    # What follows must know nothing of the tuple's being written here, for it takes it to have been there always.
    hide = ir.FunctionType(place.type, [place.type])
    place = c.builder.asm(hide, "", "=r,0,~{memory}", [place], side_effect=True)

    def give_back() -> None:
        if native.cleanup is not None:
            native.cleanup()
        c.context.nrt.decref(c.builder, reference.target, native.value)  # numba gives back what it knows of: a pointer

    return NativeValue(place, is_error=native.is_error, cleanup=give_back)


def _type_of(value: Any, c: Any) -> Any:
    if type(value) in _REFERRED:
        return types.NamedTuple([_type_of(field, c) for field in value], type(value))
    return typeof_impl(value, c)


def by_reference(named_tuple: T) -> T:
    """Decorate a named tuple of arrays (and of others like it) that compiled functions are to take as one pointer."""
    _REFERRED.add(named_tuple)
    typeof_impl.register(named_tuple)(lambda value, c: Reference(_type_of(value, c)))
    return named_tuple
