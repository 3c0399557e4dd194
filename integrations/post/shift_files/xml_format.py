"""The XML of a shift: ``ShiftFile`` with the contract's ``SubmitDossier`` elements, each judged alone by the same XSD.

``integrations/post/contract/shift-file.xsd`` describes the file and its result. Dossiers are counted from 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from app.domain.errors import Fault, InvalidMessage
from app.domain.local_time import LOCAL
from app.domain.messages import text_vi
from app.domain.post.shift_file import MAX_LINES, Line, LineResult, Sheet, ShiftFile
from integrations.post.soap import codec, contract, shapes, validity, xmlsafe
from integrations.post.soap.faults import InvalidMessage as InvalidXml

MAX_ELEMENTS = 400_000  # 5,000 dossiers with some eighty elements each
_NS = f"{{{contract.NAMESPACE}}}"
_DOSSIER = f"{_NS}SubmitDossier"
_SHAPE = contract.OPERATIONS[_DOSSIER].request


class Xml:
    """See :class:`app.shift_files.Format`."""

    media_type = "application/xml"
    suffix = ".xml"

    def read(self, content: bytes) -> Sheet:
        try:
            root = xmlsafe.parse(content, most=MAX_ELEMENTS)
        except InvalidXml as e:
            raise InvalidMessage(e.faults) from None
        if root.tag != f"{_NS}ShiftFile":
            raise InvalidMessage([Fault(".", "SHIFT_FILE_ROOT")])
        if len(root) > MAX_LINES:
            raise InvalidMessage([Fault("lines", "TOO_MANY", (("limit", MAX_LINES),))])
        if not len(root):
            raise InvalidMessage([Fault("lines", "REQUIRED")])
        return Sheet([_line(number, each) for number, each in enumerate(root, 1)])

    def spell(self, path: str) -> str:
        return shapes.spell(path)

    def write(self, file: ShiftFile, results: Sequence[LineResult]) -> bytes:
        root = etree.Element(f"{_NS}ShiftFileResult", nsmap={None: contract.NAMESPACE})  # type: ignore[dict-item]
        _put(root, fileNo=file.file_no, state=file.state, total=file.total)
        for result in results:
            _told(etree.SubElement(root, f"{_NS}line"), result)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _line(number: int, element: etree._Element) -> Line:
    if element.tag != _DOSSIER:
        return Line(number, "", {}, (Fault(".", "FIELD_UNKNOWN"),))
    values = codec.decode(element, _SHAPE, {})
    return Line(number, str(values.get("request_id", "")), values, tuple(validity.faults(element, _SHAPE)))


def _told(line: etree._Element, result: LineResult) -> None:
    _put(line, number=result.number, outcome=result.outcome, outcomeText=result.outcome.vi)
    due = result.due_at.astimezone(LOCAL).isoformat(timespec="seconds") if result.due_at else None
    _put(line, requestId=result.request_id, dossierNo=result.dossier_no, dueAt=due)
    if result.warnings:
        warnings = etree.SubElement(line, f"{_NS}warnings")
        for code in result.warnings:
            _put(etree.SubElement(warnings, f"{_NS}warning"), code=code, message=text_vi(code))
    for fault in result.faults:
        _put(etree.SubElement(line, f"{_NS}fieldError"), path=fault.path, code=fault.code, message=fault.text)


def _put(at: etree._Element, **values: object) -> None:
    """Leaves in this order; none for what is None."""
    for name, value in values.items():
        if value is not None:
            etree.SubElement(at, f"{_NS}{name}").text = str(value)
