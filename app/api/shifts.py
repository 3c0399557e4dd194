"""REST for a shift: many dossiers in one message with a result for each, its progress, and looking citizens up.

A part failing alone never fails the rest. Each item has a request id of its own, so the whole message may be sent again
after a broken line: what was done is a repeat.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_smorest import Blueprint

from app import lookup, many
from app.api import problems
from app.api.answers import DossierSchema, ProgressSchema, ResultsSchema
from app.api.openapi import refusals, writing
from app.api.replies import answered, shown
from app.api.requests import SOURCE, allowed, batch_id, principal, refuse_unreadable, submission, valid_body
from app.api.schemas import BatchItemSchema, BatchItemsSchema, BatchSchema, SearchSchema, SubmissionSchema
from app.api.shape import shape
from app.context import Context
from app.domain.dossier import Answer
from app.domain.errors import Fault, InvalidDossier, NotFound, ServiceError
from app.domain.submission import Submission
from app.security.principals import Principal, Role
from app.store import batches

NOTE_EVERY = 50  # items between two notes of how far it has come
_submission, _item = SubmissionSchema(), BatchItemSchema()


def blueprint(context: Context) -> Blueprint:
    """The routes of a shift under ``/api/v1/dossiers``."""
    routes = Blueprint("shifts", __name__, url_prefix="/api/v1/dossiers", description="Cả ca làm việc")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.post("/batch")
    @routes.doc(
        operationId="submitBatch",
        summary="Nộp nhiều hồ sơ; mỗi hồ sơ một kết quả, lỗi của một hồ sơ không ảnh hưởng hồ sơ khác",
        **writing(BatchSchema, once=True, without=(404, 409)),
    )
    @routes.response(200, ResultsSchema, description="kết quả theo thứ tự đã gửi")
    def submit_batch() -> Any:
        sender = allowed(context, Role.SUBMIT)
        name, items = batch_id(), valid_body(context, BatchItemsSchema)["items"]
        results = list(_results(items, name, sender, context))
        return {"results": results, **_counts(results)}

    @routes.get("/batch/<name>")
    @routes.doc(
        operationId="getBatchProgress",
        summary="Tiến độ của một lần nộp nhiều hồ sơ, theo Idempotency-Key của nó",
        responses=refusals(401, 404, 503),
    )
    @routes.response(200, ProgressSchema, description="đã xong bao nhiêu hồ sơ, tính đến lúc hỏi")
    def get_batch_progress(name: str) -> Any:
        sender = principal(context)
        with context.database.begin() as connection:
            found = batches.progress(connection, sender.sender, name)
        if found is None:
            raise NotFound
        return found

    @routes.post("/search")
    @routes.doc(
        operationId="searchDossiers",
        summary="Tìm hồ sơ theo số định danh hoặc số điện thoại; dùng POST để không lộ trên địa chỉ",
        **writing(SearchSchema, without=(404, 409)),
    )
    @routes.response(200, DossierSchema(many=True), description="mới nhất trước, nhiều nhất 50 hồ sơ")
    def search_dossiers() -> Any:
        reader = principal(context)
        asked = valid_body(context, SearchSchema)
        found = lookup.of_citizen(asked.get("id_number"), asked.get("phone"), reader, context)
        return [shown(dossier, context) for dossier in found]

    return routes


def _results(items: list[Any], name: str, sender: Principal, context: Context) -> Iterator[dict[str, Any]]:
    """A result for each item, its progress noted on the way; :class:`NotReady` ends it all: send it again."""
    with context.database.begin() as connection:
        batches.begin(connection, sender.sender, name, len(items))
    done: list[dict[str, Any]] = []
    for item in items:
        done.append(_result(item, sender, context))
        yield done[-1]
        if len(done) % NOTE_EVERY == 0 or len(done) == len(items):
            with context.database.begin() as connection:
                ended = len(done) == len(items)
                batches.note(connection, sender.sender, name, ended=ended, **_counts(done))


def _result(given: Any, sender: Principal, context: Context) -> dict[str, Any]:
    item, wrong = shape(_item, given) if isinstance(given, dict) else ({}, [Fault(".", "TYPE_INVALID")])
    request_id = item.get("request_id") or ""

    def read() -> Submission:
        if wrong:
            raise InvalidDossier(wrong)
        data, faults = shape(_submission, item.get("dossier"))
        return submission(data, faults, request_id, "request_id", sender, context)

    end = many.take_in(read, sender, context, SOURCE)
    if isinstance(end, Answer):
        return {"request_id": request_id, "result": many.outcome(end), "dossier": answered(end, context)}
    problem = problems.described(end) if isinstance(end, ServiceError) else problems.unexpected(end)
    return {"request_id": request_id, "result": "refused", "problem": problem}


def _counts(results: list[dict[str, Any]]) -> dict[str, int]:
    made = [result["result"] for result in results]
    return {
        "accepted": made.count("accepted"),
        "repeats": made.count("repeat"),
        "refused": made.count("refused"),
    }
