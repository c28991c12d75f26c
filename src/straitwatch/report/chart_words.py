"""The words on a chart's map, in English and Japanese."""

__all__ = ["CHART_WORDS"]

CHART_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "land": "Land",
        "internal": "Internal waters",
        "territorial": "Territorial sea, to 12 nm",
        "contiguous": "Contiguous zone, to 24 nm",
        "eez": "EEZ at most, to 200 nm or equidistance",
        "high": "High seas",
        "limit_3": "3 nm, where claimed",
        "limit_12": "Limit 12 nm",
        "limit_24": "Limit 24 nm",
        "limit_200": "Limit 200 nm",
        "equidistance": "Equidistance (no agreed boundary)",
        "gate": "Gate and its width",
        "point": "Marked place",
        "nm": "nm",
        "area": "Zones of {south} to {north}, {west} to {east}",
        "foot": "Baseline: {baseline}, off by up to {error} m in 9 of 10 places. "
        "Limits are computed from it.",
        "foot_law": "States may claim less, draw straight baselines or have agreed other lines.",
        "warning": "NOT FOR NAVIGATION",
    },
    "ja": {
        "land": "陸地",
        "internal": "内水",
        "territorial": "領海(12海里まで)",
        "contiguous": "接続水域(24海里まで)",
        "eez": "排他的経済水域(最大200海里または等距離線まで)",
        "high": "公海",
        "limit_3": "3海里(特定海域)",
        "limit_12": "12海里線",
        "limit_24": "24海里線",
        "limit_200": "200海里線",
        "equidistance": "等距離線(合意された境界ではない)",
        "gate": "海峡の最狭部と幅",
        "point": "指定地点",
        "nm": "海里",
        "area": "海域図 {south}–{north}、{west}–{east}",
        "foot": "基線:{baseline}。10か所中9か所で誤差{error} m以内。限界線は基線から計算。",
        "foot_law": "各国の主張、直線基線、合意された境界はこれと異なることがある。",
        "warning": "航海に使用しないこと",
    },
}
