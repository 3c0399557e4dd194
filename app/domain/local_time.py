"""Vietnam's time (giờ Việt Nam, UTC+7): what people read and the law counts; inside, times are UTC."""

from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
