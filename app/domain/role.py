"""Role (quyền): what a key or an account may do.

Coarse on purpose: a desk gives a person the work of a counter, not each button of it.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The value is what stands in ``--role`` and in the database."""

    SUBMIT = "submit"  # nộp, bổ sung, rút, sửa hồ sơ thay người dân
    READ = "read"  # tra cứu
    RECEIVE = "receive"  # tiếp nhận, từ chối, yêu cầu bổ sung, kiểm đếm
    PROCESS = "process"  # giải quyết: thụ lý, xin lỗi, từ chối, dừng
    FINISH = "finish"  # ghi nhận kết quả
    RETURN = "return"  # bàn giao bưu điện, trả kết quả
    COLLECT = "collect"  # thu, hoàn phí, lệ phí
