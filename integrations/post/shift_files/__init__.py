"""Shift files as the post writes them: CSV, as spreadsheets and counter software make it, and XML of the contract."""

from app.shift_files import Formats
from integrations.post.shift_files.csv_format import Csv
from integrations.post.shift_files.xml_format import Xml

FORMATS = Formats(Csv(), Xml())
