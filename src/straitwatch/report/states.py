"""Letters of States turned into their names, in English and Japanese."""

__all__ = ["NAMES", "state_name"]

NAMES = {
    "AE": ("the United Arab Emirates", "アラブ首長国連邦"), "AR": ("Argentina", "アルゼンチン"),
    "AU": ("Australia", "オーストラリア"), "BD": ("Bangladesh", "バングラデシュ"),
    "BE": ("Belgium", "ベルギー"), "BN": ("Brunei", "ブルネイ"), "BR": ("Brazil", "ブラジル"),
    "BS": ("the Bahamas", "バハマ"), "CA": ("Canada", "カナダ"), "CL": ("Chile", "チリ"),
    "CN": ("China", "中国"), "CY": ("Cyprus", "キプロス"), "DE": ("Germany", "ドイツ"),
    "DJ": ("Djibouti", "ジブチ"), "DK": ("Denmark", "デンマーク"), "EE": ("Estonia", "エストニア"),
    "EG": ("Egypt", "エジプト"), "ES": ("Spain", "スペイン"), "FI": ("Finland", "フィンランド"),
    "FR": ("France", "フランス"), "GB": ("the United Kingdom", "英国"),
    "GR": ("Greece", "ギリシャ"), "HK": ("Hong Kong", "香港"), "ID": ("Indonesia", "インドネシア"),
    "IE": ("Ireland", "アイルランド"), "IL": ("Israel", "イスラエル"), "IN": ("India", "インド"),
    "IQ": ("Iraq", "イラク"), "IR": ("Iran", "イラン"), "IS": ("Iceland", "アイスランド"),
    "IT": ("Italy", "イタリア"), "JP": ("Japan", "日本"), "KH": ("Cambodia", "カンボジア"),
    "KP": ("North Korea", "北朝鮮"), "KR": ("South Korea", "韓国"), "KW": ("Kuwait", "クウェート"),
    "LK": ("Sri Lanka", "スリランカ"), "LR": ("Liberia", "リベリア"),
    "LT": ("Lithuania", "リトアニア"),
    "LV": ("Latvia", "ラトビア"), "MH": ("the Marshall Islands", "マーシャル諸島"),
    "MM": ("Myanmar", "ミャンマー"), "MT": ("Malta", "マルタ"), "MX": ("Mexico", "メキシコ"),
    "MY": ("Malaysia", "マレーシア"), "NL": ("the Netherlands", "オランダ"),
    "NO": ("Norway", "ノルウェー"), "NZ": ("New Zealand", "ニュージーランド"),
    "OM": ("Oman", "オマーン"), "PA": ("Panama", "パナマ"), "PE": ("Peru", "ペルー"),
    "PG": ("Papua New Guinea", "パプアニューギニア"), "PH": ("the Philippines", "フィリピン"),
    "PK": ("Pakistan", "パキスタン"), "PL": ("Poland", "ポーランド"),
    "PT": ("Portugal", "ポルトガル"),
    "PW": ("Palau", "パラオ"), "QA": ("Qatar", "カタール"), "RU": ("Russia", "ロシア"),
    "SA": ("Saudi Arabia", "サウジアラビア"), "SE": ("Sweden", "スウェーデン"),
    "SG": ("Singapore", "シンガポール"), "TH": ("Thailand", "タイ"), "TR": ("Türkiye", "トルコ"),
    "TW": ("Taiwan", "台湾"), "UA": ("Ukraine", "ウクライナ"), "US": ("the United States", "米国"),
    "VN": ("Viet Nam", "ベトナム"), "YE": ("Yemen", "イエメン"),
    "ZA": ("South Africa", "南アフリカ"),
}  # fmt: skip
"""Short names as English and Japanese news write them; others stay letters."""


def state_name(letters: str, lang: str) -> str:
    """Name a State, or all that claim a disputed place (`CN|JP|TW`); unknown letters stay."""
    english = lang == "en"
    names = [NAMES.get(one, (one, one))[0 if english else 1] for one in letters.split("|")]
    if len(names) == 1:
        return names[0]
    if english:
        return f"{', '.join(names[:-1])} and {names[-1]} (disputed)"
    return f"{'・'.join(names)}(係争中)"
