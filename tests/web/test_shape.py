"""What passes at a glance is what marshmallow would have given back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema

from app.api import shape
from app.api.cash_shifts import CashCountSchema
from app.api.schemas import BatchSchema, SearchSchema, SubmissionSchema
from app.api.updates import CorrectionSchema, SupplementSchema
from tests import builders

SCHEMAS = [SubmissionSchema(), BatchSchema(), SearchSchema(), CorrectionSchema(), SupplementSchema(), CashCountSchema()]
_leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
_names = st.sampled_from(
    sorted({name for schema in SCHEMAS for name in schema.fields} | {"name", "address", "unheard_of"})
)
_json = st.recursive(_leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=6))


@settings(max_examples=300)
@given(schema=st.sampled_from(SCHEMAS), data=_json)
def test_a_glance_and_marshmallow_agree_on_anything(schema: Schema, data: Any) -> None:
    assert shape.shape(schema, data) == shape.by_marshmallow(schema, data)


@settings(max_examples=300)
@given(at=st.integers(0, 100), value=_json)
def test_they_agree_on_a_good_dossier_with_one_thing_changed(at: int, value: Any) -> None:
    dossier = builders.raw_dossier()
    places = [(part, name) for part in _parts(dossier) for name in part]
    part, name = places[at % len(places)]
    part[name] = value
    assert shape.shape(SCHEMAS[0], dossier) == shape.by_marshmallow(SCHEMAS[0], dossier)


def test_a_good_dossier_passes_at_a_glance(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = builders.raw_dossier()
    monkeypatch.delattr(shape, "by_marshmallow")
    assert shape.shape(SCHEMAS[0], dossier) == (dossier, [])


def _parts(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ([value] if isinstance(value, dict) else []) + [part for each in inner for part in _parts(each)]
