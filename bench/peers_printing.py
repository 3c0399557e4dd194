"""The same papers by other libraries, each as its manual has it, in one process with its fonts found beforehand.

Every function here makes a painter: content in, PDF bytes out. Where a library has no QR of its own, zint makes it, as
it does for us; reportlab draws its own, for that is what "plain reportlab" means.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from html import escape
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Any

from bench.papers import Content, runs, shares, svg
from pdf import faces

Painter = Callable[[Content], bytes]

FONTS = Path(faces.__file__).parent
FACES = {"receipt": ("serif", "serif-bold"), "label": ("label", "label-bold")}
SIZE_MM = {"receipt": (210, 297), "label": (100, 150)}
MARGIN_MM = {"receipt": 25, "label": 5}
TEXT_PT = {"receipt": 10.5, "label": 8}
MM = 72 / 25.4


class reportlab:  # noqa: N801  # a painter is called like a function
    """Canvas, registered fonts, its own QR and Code 128 widgets."""

    def __init__(self, kind: str) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        for face in FACES[kind]:
            pdfmetrics.registerFont(TTFont(face, str(FONTS / f"{face}.ttf")))
        self.plain, self.bold = FACES[kind]
        self.width, self.height = (side * MM for side in SIZE_MM[kind])
        self.margin, self.size = MARGIN_MM[kind] * MM, TEXT_PT[kind]

    def __call__(self, content: Content) -> bytes:
        from reportlab.pdfgen.canvas import Canvas

        file, size, width = BytesIO(), self.size, self.width
        canvas = Canvas(file, pagesize=(width, self.height), invariant=1, lang="vi-VN")
        canvas.setTitle(content.title)
        for copy in content.copies:
            y = self.head(canvas, content, copy)
            y = self.lines(canvas, map(": ".join, content.fields), y, size)
            y = self.table(canvas, content.table, y) - size * 0.5
            y = self.lines(canvas, map(": ".join, content.fields_after), y, size)
            y = self.lines(canvas, content.notes, y, size * 0.85)
            canvas.setFont(self.bold, size)
            for nth, (role, name) in enumerate(content.signatures):
                canvas.drawCentredString(width * (0.3 + 0.4 * nth), y - size, role)
                canvas.drawCentredString(width * (0.3 + 0.4 * nth), y - size * 4, name)
            canvas.showPage()
        canvas.save()
        return file.getvalue()

    def head(self, canvas: Any, content: Content, copy: str) -> float:
        y, size, width = self.height - self.margin, self.size, self.width
        canvas.setFont(self.bold, size)
        for column, x in ((content.left, width * 0.25), (content.right, width * 0.68)):
            for nth, line in enumerate(column):
                canvas.drawCentredString(x, y - nth * size * 1.3, line)
        y -= 5 * size * 1.3
        self.codes(canvas, content, y)
        y -= 18 * MM
        canvas.setFont(self.bold, size * 1.3)
        canvas.drawCentredString(width / 2, y, content.title)
        canvas.setFont(self.plain, size)
        canvas.drawCentredString(width / 2, y - size * 1.4, copy)
        return y - size * 3

    def codes(self, canvas: Any, content: Content, y: float) -> None:
        from reportlab.graphics.barcode.code128 import Code128
        from reportlab.graphics.barcode.qr import QrCodeWidget
        from reportlab.graphics.shapes import Drawing

        bars = Code128(content.bars, barWidth=0.375 * MM, barHeight=10 * MM, humanReadable=False)
        bars.drawOn(canvas, self.margin, y - 12 * MM)
        drawing = Drawing(22 * MM, 22 * MM)
        drawing.add(QrCodeWidget(content.qr, barLevel="M", barWidth=22 * MM, barHeight=22 * MM))
        drawing.drawOn(canvas, self.width - self.margin - 22 * MM, y - 14 * MM)

    def lines(self, canvas: Any, texts: Iterable[str], y: float, size: float) -> float:
        from reportlab.lib.utils import simpleSplit

        canvas.setFont(self.plain, size)
        for text in texts:
            for line in simpleSplit(text, self.plain, size, self.width - 2 * self.margin):
                canvas.drawString(self.margin, y, line)
                y -= size * 1.4
        return y

    def table(self, canvas: Any, rows: tuple[tuple[str, ...], ...], y: float) -> float:
        columns = [share * (self.width - 2 * self.margin) for share in shares(rows)]
        for row in rows:
            for nth, (cell, column) in enumerate(zip(row, columns, strict=True)):
                x = self.margin + sum(columns[:nth])
                canvas.rect(x, y - self.size * 0.5, column, self.size * 1.6)
                canvas.drawString(x + 2, y, cell)
            y -= self.size * 1.6
        return y


class fpdf2:  # noqa: N801
    """FPDF, fonts added to each document (it has no other way)."""

    def __init__(self, kind: str) -> None:
        from fpdf import FPDF

        self.new = FPDF
        self.page, self.faces = SIZE_MM[kind], FACES[kind]
        self.margin, self.size = MARGIN_MM[kind], TEXT_PT[kind]
        self.line = self.size * 1.4 / MM
        self.width = self.page[0]

    def __call__(self, content: Content) -> bytes:
        pdf = self.new(format=self.page)
        pdf.set_auto_page_break(False)
        pdf.set_margin(self.margin)
        for style, face in zip(("", "B"), self.faces, strict=True):
            pdf.add_font("text", style=style, fname=FONTS / f"{face}.ttf")
        pdf.set_title(content.title)
        pdf.set_lang("vi-VN")
        for copy in content.copies:
            pdf.add_page()
            self.head(pdf, content, copy)
            self.lines(pdf, map(": ".join, content.fields))
            self.table(pdf, content.table)
            self.lines(pdf, map(": ".join, content.fields_after))
            pdf.set_font("text", "", self.size * 0.85)
            self.lines(pdf, content.notes)
            pdf.set_font("text", "B", self.size)
            for role, name in content.signatures:
                pdf.cell(self.width * 0.4, self.line, f"{role} {name}", align="C")
        return bytes(pdf.output())

    def head(self, pdf: Any, content: Content, copy: str) -> None:
        margin, size = self.margin, self.size
        pdf.set_font("text", "B", size)
        for column, x in ((content.left, 0), (content.right, self.width * 0.36)):
            pdf.set_xy(margin + x, margin)
            for line in column:
                pdf.cell(self.width * 0.4, self.line, line, align="C", new_x="LEFT", new_y="NEXT")
        self.code(pdf, margin, 38, content.bars, matrix=False)
        self.code(pdf, self.width - margin - 19, 19, content.qr, matrix=True)
        pdf.set_xy(margin, margin + 5 * self.line + 20)
        pdf.set_font("text", "B", size * 1.3)
        pdf.cell(0, self.line * 1.3, content.title, align="C", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("text", "", size)
        pdf.cell(0, self.line, copy, align="C", new_x="LMARGIN", new_y="NEXT")

    def code(self, pdf: Any, x: float, side_mm: float, data: str, *, matrix: bool) -> None:
        modules, dark = runs(data, matrix=matrix)
        module, y = side_mm / modules, self.margin + 5 * self.line
        for start, row, length in dark:
            pdf.rect(x + start * module, y + row * module, length * module, module if matrix else 10, style="F")

    def lines(self, pdf: Any, texts: Iterable[str]) -> None:
        for text in texts:
            pdf.multi_cell(0, self.line, text, new_x="LMARGIN", new_y="NEXT")

    def table(self, pdf: Any, rows: tuple[tuple[str, ...], ...]) -> None:
        columns = [share * (self.width - 2 * self.margin) for share in shares(rows)]
        for row in rows:
            for cell, column in zip(row, columns, strict=True):
                pdf.cell(column, self.line, cell, border=1)
            pdf.ln()


def weasyprint(kind: str) -> Painter:
    """HTML and CSS; the style sheet and the fonts are read once."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    plain, bold = FACES[kind]
    width, height = SIZE_MM[kind]
    fonts = FontConfiguration()
    css = CSS(
        string=f"""
        @font-face {{ font-family: text; src: url({(FONTS / plain).as_uri()}.ttf) }}
        @font-face {{ font-family: text; font-weight: bold; src: url({(FONTS / bold).as_uri()}.ttf) }}
        @page {{ size: {width}mm {height}mm; margin: {MARGIN_MM[kind]}mm }}
        body {{ font: {TEXT_PT[kind]}pt text; margin: 0 }} h1 {{ font-size: 130%; text-align: center }}
        p {{ margin: 0 }} table {{ border-collapse: collapse; width: 100% }} td {{ border: 0.2mm solid }}
        section {{ break-after: page }} section:last-child {{ break-after: auto }}
        .head td {{ border: 0; text-align: center; font-weight: bold; width: 50% }} .qr {{ width: 19mm }}
        .bars {{ width: 38mm; height: 10mm }} .note {{ font-size: 85% }}
        """,
        font_config=fonts,
    )

    def fields(pairs: tuple[tuple[str, str], ...]) -> str:
        return "".join(f"<p>{escape(caption)}: <b>{escape(value)}</b></p>" for caption, value in pairs)

    def row(cells: tuple[str, ...]) -> str:
        return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"

    def paint(content: Content) -> bytes:
        bars = svg(content.bars, matrix=False).replace("<svg", '<svg class="bars" preserveAspectRatio="none"')
        square = svg(content.qr, matrix=True).replace("<svg", '<svg class="qr"')
        sections = "".join(
            f"<section><table class=head><tr><td>{'<br>'.join(map(escape, content.left))}<br>{bars}"
            f"<td>{'<br>'.join(map(escape, content.right))}<br>{square}</table>"
            f"<h1>{escape(content.title)}</h1><p>{escape(copy)}</p>{fields(content.fields)}"
            f"<table>{''.join(map(row, content.table))}</table>{fields(content.fields_after)}"
            f"{''.join(f'<p class=note>{escape(note)}</p>' for note in content.notes)}"
            f"<table class=head>{row(tuple(f'{role} {name}' for role, name in content.signatures))}</table></section>"
            for copy in content.copies
        )
        page = f"<html lang=vi><title>{escape(content.title)}</title><body>{sections}"
        return bytes(HTML(string=page).write_pdf(stylesheets=[css], font_config=fonts))

    return paint


_TYPST = Template("""
#let papers = json(bytes(sys.inputs.papers))
#set document(title: papers.at(0).title)
#set text(font: "$family", size: ${size}pt, lang: "vi")
#set page(width: ${width}mm, height: ${height}mm, margin: ${margin}mm)
#set par(spacing: 0.65em)
#let fields(pairs) = for pair in pairs [#pair.at(0): *#pair.at(1)* \\ ]
#let sheets = papers.map(it => it.copies.map(copy => [
  #grid(columns: (1fr, 1fr), align: center,
    [*#it.left.join(linebreak())* \\ #image(bytes(it.bars), format: "svg", width: 38mm, height: 10mm, fit: "stretch")],
    [*#it.right.join(linebreak())* \\ #image(bytes(it.qr), format: "svg", width: 19mm)])
  #align(center)[#text(size: 1.3em)[*#it.title*] \\ #copy]
  #fields(it.fields)
  #table(columns: it.table.at(0).len(), stroke: 0.2mm, ..it.table.flatten())
  #fields(it.fields_after)
  #text(size: 0.85em)[#it.notes.join(linebreak())]
  #grid(columns: it.signatures.map(_ => 1fr), align: center,
    ..it.signatures.map(pair => [*#pair.at(0)* \\ #pair.at(1)]))
])).flatten()
#sheets.join(pagebreak())
""")


def typst_batch(kind: str) -> Callable[[list[Content]], bytes]:
    """A compiler kept warm; the papers come in as data."""
    import typst

    width, height = SIZE_MM[kind]
    source = _TYPST.substitute(
        family={"receipt": "Noto Serif", "label": "Be Vietnam Pro"}[kind],
        size=TEXT_PT[kind],
        width=width,
        height=height,
        margin=MARGIN_MM[kind],
    )
    compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)

    def paint(contents: list[Content]) -> bytes:
        papers = [
            {name: getattr(content, name) for name in Content.__slots__}
            | {"bars": svg(content.bars, matrix=False), "qr": svg(content.qr, matrix=True)}
            for content in contents
        ]
        inputs = {"papers": json.dumps(papers, ensure_ascii=False)}
        return bytes(compiler.compile(source.encode(), format="pdf", sys_inputs=inputs, pdf_tags=False))

    return paint


def typst(kind: str) -> Painter:
    """One paper at a time."""
    paint = typst_batch(kind)
    return lambda content: paint([content])
