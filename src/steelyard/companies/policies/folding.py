"""Folding a text into plain lower-case words: the step that every comparison of names starts with."""

import re
import unicodedata

from anyascii import anyascii

_SYMBOLS = {"&": " and ", "+": " and ", "@": " at ", "№": " no "}
_AMPERSAND = re.compile(r"[&+@№]")
_INITIALS = re.compile(r"\b(?:\w\.){2,}\w?\b|\b\w\.\w\b")
_WORDS = re.compile(r"[a-z0-9]+")

# Words of Chinese, Japanese and Korean names that other languages translate instead of spelling them out.
_TRANSLATED = {
    "技术": "technology", "技術": "technology", "科技": "technology", "银行": "bank", "銀行": "bank", "은행": "bank", "集团": "group",
    "集團": "group", "그룹": "group", "グループ": "group", "电子": "electronics", "電子": "electronics", "전자": "electronics",
    "汽车": "motor", "汽車": "motor", "自動車": "motor", "자동차": "motor", "中国": "china", "中國": "china", "日本": "nippon",
    "保险": "insurance", "保険": "insurance", "석유": "petroleum", "石油": "petroleum", "国际": "international", "國際": "international",
    "国際": "international", "工业": "industry", "工業": "industry", "网络": "network", "软件": "software", "信息": "information",
    "投资": "investment", "控股": "holding", "有色金属": "metal", "钢铁": "steel", "鉄鋼": "steel", "电力": "electric", "電力": "electric",
    "通信": "communication", "移动": "mobile", "电信": "telecom", "化学": "chemical", "化工": "chemical", "製薬": "pharmaceutical",
    "制药": "pharmaceutical", "証券": "security", "证券": "security", "商事": "trading", "贸易": "trading", "建设": "construction",
    "建設": "construction", "能源": "energy", "香港": "hongkong", "北京": "beijing", "上海": "shanghai", "深圳": "shenzhen",
    "三菱": "mitsubishi", "三井": "mitsui", "住友": "sumitomo", "日立": "hitachi", "東芝": "toshiba", "富士": "fuji", "本田": "honda",
    "任天堂": "nintendo", "三星": "samsung", "삼성": "samsung", "현대": "hyundai", "現代": "hyundai", "腾讯": "tencent", "騰訊": "tencent",
    "阿里巴巴": "alibaba", "联想": "lenovo", "华为": "huawei", "丰田": "toyota", "豊田": "toyota", "松下": "panasonic",
}  # fmt: skip
_LEGAL_CJK = ("股份有限公司", "集团有限公司", "有限责任公司", "有限責任公司", "有限公司", "股份公司", "公司", "株式会社", "有限会社", "合同会社",
              "주식회사", "유한회사", "㈱", "㈜", "(株)", "（株）", "(주)")  # fmt: skip
_CJK = re.compile("|".join(sorted(map(re.escape, (*_TRANSLATED, *_LEGAL_CJK)), key=len, reverse=True)))
_HAS_CJK = re.compile(r"[㈀-㋿぀-ヿ㐀-鿿가-힯]")


def fold(text: str) -> list[str]:
    """Return the words of `text`: NFKC, in Latin letters, lower case, without punctuation, initials joined ("J. P." is "jp")."""
    if not text.isascii():
        text = _to_ascii(text)
    text = text.lower()
    if "&" in text or "+" in text or "@" in text:
        text = _AMPERSAND.sub(lambda sign: _SYMBOLS[sign[0]], text)
    if "'" in text or "`" in text:
        text = text.replace("'", "").replace("`", "")
    if "." in text:
        text = _INITIALS.sub(lambda initials: initials[0].replace(".", ""), text)
    words: list[str] = _WORDS.findall(text)
    return _join_initials(words) if len(words) > 1 else words


def _to_ascii(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    if _HAS_CJK.search(text):
        text = _CJK.sub(lambda found: f" {_TRANSLATED.get(found[0], '')} ", text)
    return str(anyascii(text))


def _join_initials(words: list[str]) -> list[str]:
    """Join neighbouring single letters: "a", "s" is how a fold leaves "A/S"."""
    if not any(len(word) == 1 for word in words):
        return words
    joined: list[str] = []
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    if run:
        joined.append(run)
    return joined
