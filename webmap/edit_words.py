"""What edits of places are called on the page."""

from flask_babel import lazy_gettext as _l

from geo.services.place_edits.acts import Act

ACTS = {
    Act.ENTRANCE_MOVED: _l("移动单元门"),
    Act.ENTRANCE_CONFIRMED: _l("核对单元门"),
    Act.ENTRANCE_ADDED: _l("加单元门"),
    Act.ENTRANCE_REMOVED: _l("删单元门"),
    Act.ENTRANCES_TURNED: _l("换编号方向"),
    Act.GATE_ADDED: _l("加大门"),
    Act.GATE_CHANGED: _l("改大门"),
    Act.GATE_REMOVED: _l("删大门"),
    Act.PATH_ADDED: _l("加小路"),
    Act.PATH_REMOVED: _l("删小路"),
    Act.BLOCK_PLACED: _l("放置楼栋"),
    Act.BUILDING_ADDED: _l("加楼栋"),
    Act.BUILDING_SPLIT: _l("拆分楼栋"),
    Act.BUILDINGS_MERGED: _l("合并楼栋"),
    Act.BOUNDARY_DRAWN: _l("画小区边界"),
}
