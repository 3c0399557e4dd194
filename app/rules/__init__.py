"""The law as dated data: procedures, papers, fees, agencies, calendar, licence classes and forms, each with its days.

The TOML files beside this module are read and checked once, at start (:func:`load`); :class:`Rules` answers what
holds on a day. A dossier keeps :attr:`Rules.version`, the version that it was received under. ``holidays`` is used
nowhere else.

>>> from datetime import date
>>> rules = load()
>>> rules.procedure("1.002809.000.00.00.H01", date(2021, 11, 15)).name_vi
'Đổi giấy phép lái xe do ngành Giao thông vận tải cấp'
>>> rules.fee_vnd("1.002809", "portal", date(2023, 11, 30)), rules.fee_vnd("1.002809", "portal", date(2023, 12, 1))
(135000, 115000)
"""

from app.domain.errors import NoRule
from app.rules.book import Rules
from app.rules.entries import RulesError
from app.rules.forms import Form
from app.rules.loading import load

__all__ = ["Form", "NoRule", "Rules", "RulesError", "load"]
