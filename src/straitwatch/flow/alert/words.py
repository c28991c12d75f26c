"""Words of alerts in English and Japanese."""

__all__ = ["CERTAINTY", "KIND_JA", "LABEL", "PART"]

LABEL = {
    "en": {
        "what": "What", "who": "Who", "when": "When", "where": "Where", "with": "With",
        "certainty": "Certainty", "law": "Law", "page": "Page", "open": "goes on",
        "not_told": "not told", "and_more": "and {n} more",
        "test": "This is a test of rule '{rule}'.",
        "simulated": "SIMULATED: no such thing happened.", "error": "within {km:.1f} km",
    },
    "ja": {
        "what": "事象", "who": "対象", "when": "日時", "where": "場所", "with": "同行",
        "certainty": "確度", "law": "法", "page": "ページ", "open": "継続中",
        "not_told": "不明", "and_more": "ほか{n}", "test": "規則「{rule}」の試験送信です。",
        "simulated": "模擬データ: 実際の事象ではありません。", "error": "誤差{km:.1f} km以内",
    },
}  # fmt: skip

PART = {
    "en": {"alert": "", "closed": "Ended: ", "retracted": "Withdrawn: ", "test": "Test: "},
    "ja": {"alert": "", "closed": "終了: ", "retracted": "取消: ", "test": "試験: "},
}

CERTAINTY = {
    "en": {
        "observed": "observed, from positions that were heard",
        "reported": "reported by others",
        "inferred": "inferred from other events",
        "simulated": "simulated",
    },
    "ja": {
        "observed": "観測(受信した位置による)",
        "reported": "他者の発表による",
        "inferred": "他の事象からの推定",
        "simulated": "模擬",
    },
}

KIND_JA = {
    "crossing": "ゲート通過", "transit": "海峡通過", "deployment": "展開", "entry": "領海に入域",
    "exit": "領海から出域", "passage": "通航の評価", "proximity": "領海に接近", "gap": "受信の途絶",
    "encounter": "接触", "loitering": "低速での滞留", "port_visit": "寄港", "anchoring": "錨泊",
    "group": "集団行動", "identity_shared": "識別符号の重複", "impossible_position": "不可能な位置",
    "deck_landing": "着艦", "deck_takeoff": "発艦", "landing": "着陸", "takeoff": "離陸",
    "flight_operations": "艦載機等の発着艦", "first_sighting": "初確認", "observation": "警戒監視",
    "scramble": "緊急発進", "joint_flight": "共同飛行", "live_firing": "実弾射撃",
    "reported_absence": "「なし」との発表", "absence": "不在(受信状況あり)",
    "could_have_entered": "入域の可能性",
}  # fmt: skip
