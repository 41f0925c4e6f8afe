"""The sentences of the question queue."""

from flask_babel import lazy_gettext as _l

from geo.address.doubts import Doubt
from geo.address.offers import Why
from geo.services.questions.records import Kind

KINDS = {
    Kind.REGISTER: _l("居民登记表"),
    Kind.NEEDS: _l("需求表"),
    Kind.PLACE: _l("日记里的地点"),
    Kind.NEED: _l("日记里的需求"),
    Kind.TWINS: _l("小区名"),
}
DOUBTS = {
    Doubt.NOT_UNDERSTOOD: _l("没读出这里写的是哪儿。是哪里？"),
    Doubt.NO_COMPOUND: _l("没有写小区。是哪个小区？"),
    Doubt.COMPOUND_UNKNOWN: _l("地图上没有这个小区名。说的是哪个小区？"),
    Doubt.NAMESAKES: _l("不止一个小区叫这个名字。是哪一个？"),
    Doubt.NAME_UNSURE: _l("小区名和已知的写法不完全一样。是哪个小区？"),
    Doubt.BUILDING_UNKNOWN: _l("这个小区没有这个楼号。是哪栋楼？"),
    Doubt.BUILDING_TWICE: _l("有两栋楼是这个号。是哪一栋？"),
    Doubt.ENTRANCE_UNKNOWN: _l("地图上这栋楼没有这个单元。是哪个单元？"),
    Doubt.ENTRANCE_TWICE: _l("有两个单元是这个号。是哪一个？"),
    Doubt.ENTRANCE_MISSING: _l("没有写单元，不止一个单元有这一户。是哪一户？"),
    Doubt.FLOOR_UNKNOWN: _l("这个单元没有这一层。是哪里？"),
    Doubt.UNIT_UNKNOWN: _l("这个单元没有这一户。是哪一户？"),
    Doubt.UNIT_TWICE: _l("有两户是这个号。是哪一户？"),
    Doubt.UNSURE: _l("这个地点拿不准。是这里吗？"),
    Doubt.UNCONFIRMED: _l("这条需求写下好几天了，还没有确认。要记下吗？"),
    Doubt.TWINS: _l("这两个小区名听起来一样。是同一个小区写成了两个吗？"),
}
WHYS = {
    Why.READ_SO: _l("按字面读到的"),
    Why.SAME_NAME: _l("名字一样"),
    Why.SAME_SOUND: _l("读音一样"),
    Why.NEAR_NAME: _l("写法相近"),
    Why.HAS_SUCH: _l("那里有这个楼号和门牌"),
    Why.NEAR_NUMBER: _l("号码相近"),
    Why.BEHIND_THIS_DOOR: _l("这里也有这一户"),
    Why.OWN: _l("您的小区"),
    Why.AROUND: _l("范围更大的地方"),
}
LIKELY = {
    "likely": _l("很可能"),
    "possible": _l("可能"),
    "unlikely": _l("把握不大"),
}
SOURCES = {
    "diary": _l("日记里的更正"),
    "question": _l("待确认里的回答"),
    "hand": _l("自己加的"),
}
"""How a name was learned."""
