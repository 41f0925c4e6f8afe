"""What the acts in the audit are called on the steward's page."""

from flask_babel import lazy_gettext as _l

AUDIT_ACTS = {
    "login": _l("登录"),
    "account.made": _l("开账号"),
    "account.closed": _l("停用账号"),
    "account.reopened": _l("重新启用账号"),
    "account.password_set": _l("换密码"),
    "account.moved": _l("换片区"),
    "territory.made": _l("建片区"),
    "partner.made": _l("加协办单位"),
    "household.opened": _l("查看住户"),
    "phone.shown": _l("查看电话"),
    "diary.saved": _l("写日记"),
    "diary.edited": _l("改日记"),
    "diary.confirmed": _l("确认日记"),
    "diary.undone": _l("撤回日记"),
    "diary.fact_right": _l("确认日记里的一条"),
    "diary.fact_wrong": _l("说日记里的一条不对"),
    "diary.dropped": _l("删除日记"),
    "need.called_wrong": _l("说错了,先收起"),
    "needs.imported": _l("导入需求"),
    "register.imported": _l("导入居民登记"),
    "place.edited": _l("改地图"),
    "place.edit_undone": _l("撤销地图修改"),
    "place.edit_redone": _l("恢复地图修改"),
    "places.imported": _l("导入地点"),
    "registry.exported": _l("导出地点"),
    "card.printed": _l("打印入户卡"),
    "list.exported": _l("下载列表"),
    "hotspots.exported": _l("下载需求集中片区"),
    "coverage.exported": _l("下载走访覆盖"),
    "snapshot.exported": _l("导出地图存档"),
    "store.backed_up": _l("备份"),
    "store.restored": _l("恢复备份"),
}
"""Word of each act; one that is not here is shown by its key."""
