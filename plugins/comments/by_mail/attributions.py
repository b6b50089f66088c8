"""The lines that mail programs write by themselves, in many languages: around quotes, and below words. Pure."""

import re

# Before a quote: "On 1 June 2026, Ana wrote:".
_WROTE = re.compile(
    r"(?:^|.*\s)(?:"
    r"wrote|schrieb(?:st|en)?|a\s+écrit|écrit|escribió|escribio|escreveu|ha\s+scritto|scrisse|schreef|skrev|"
    r"skreiv|napisał(?:a|\(a\)|o)?|pisze|napsal(?:a|\(a\))?|napísal(?:a)?|kirjoitti|írta|a\s+scris|va\s+escriure|"
    r"idatzi\s+du|yazdı|rakstīja|rašė|kirjutas|pisal(?:a)?|je\s+(?:na)?pisao|"
    r"пишет|написал(?:а|\(а\))?|пише|написав|έγραψε|כתב|כתבה|כתב/ה|كتب"
    r")\b.{0,120}[:\uff1a]\s*$|.*(?:写道|寫道|书写|書きました|님이\s*작성|작성)\s*[:\uff1a]\s*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\s*(?:on|am|le|el|em|il|op|den|dne|dňa|w dniu|dnia|pe|la|på|kl|a|à|em|dana|за|в|на|στις|بتاريخ|ב)\b.*\d|"
    r"\s*\d{4}[-/.年]\d|\s*\d{1,2}[-/.]\d{1,2}[-/.]\d",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[a-zà-ÿ)]{3}[.!?…]\s*$", re.IGNORECASE)
_DATED = re.compile(r"\d|@")
_IN_BRACKETS = re.compile(r"[<(\[](?:mailto:)?[^\s<>@\"]+@[^\s<>@\"]+[>)\]].{0,40}$")
# Lengths have an end, here and below: else looking for what is not there takes a mail's length squared.
_ADDRESS = re.compile(r"[^\s<>@\"]{1,64}@[^\s<>@\".]{1,63}\.[^\s<>@\"]{1,200}")
_ENDS = re.compile(r"[:\uff1a]\s*$")
_LONGEST = 400
_LONGEST_LINE = 160

# Before the original, which Outlook and others do not mark line by line.
_ORIGINAL = re.compile(
    r"\s*[-_]{2,}\s*(?:Original Message|Original[- ]?Nachricht|Ursprüngliche Nachricht|Message d.origine|"
    r"Message original|Mensaje original|Mensagem original|Messaggio originale|Oorspronkelijk bericht|"
    r"Oprindelig meddelelse|Opprinnelig melding|Originalmeddelande|Ursprungligt meddelande|"
    r"Alkuperäinen viesti|Wiadomość oryginalna|Oryginalna wiadomość|Původní zpráva|Eredeti üzenet|Mesaj original|"
    r"Исходное сообщение|Пересылаемое сообщение|Orijinal ?Mesaj|原始邮件|原始郵件|元のメッセージ|원본 메시지)"
    r"\s*[-_]{2,}\s*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:_{8,}|-{8,}|={8,}|\*{8,})\s*")
_FIELD = re.compile(
    r"\s*\*{0,2}(?P<name>[^\W\d_][^\s:\uff1a*][^:\uff1a*]{0,24}?|[AÀ])\s*\*{0,2}\s*[:\uff1a]\s*\*{0,2}(?P<value>.*)"
)
_FROM = frozenset(
    [
        "from",
        "von",
        "de",
        "da",
        "van",
        "fra",
        "från",
        "od",
        "от",
        "lähettäjä",
        "kimden",
        "feladó",
        "expeditor",
        "发件人",
        "寄件者",
        "差出人",
        "보낸사람",
    ]
)
_FIELDS = _FROM | frozenset(
    [
        "sent",
        "date",
        "gesendet",
        "datum",
        "envoyé",
        "enviado",
        "enviada",
        "inviato",
        "data",
        "verzonden",
        "verstuurd",
        "sendt",
        "skickat",
        "wysłano",
        "odesláno",
        "fecha",
        "lähetetty",
        "отправлено",
        "дата",
        "gönderildi",
        "tarih",
        "dato",
        "elküldve",
        "trimis",
        "发送时间",
        "日期",
        "送信日時",
        "날짜",
        "보낸날짜",
        "to",
        "an",
        "à",
        "para",
        "a",
        "aan",
        "til",
        "till",
        "do",
        "komu",
        "кому",
        "vastaanottaja",
        "kime",
        "címzett",
        "către",
        "收件人",
        "宛先",
        "받는사람",
        "cc",
        "kopie",
        "копия",
        "kopia",
        "copie",
        "subject",
        "betreff",
        "objet",
        "asunto",
        "assunto",
        "oggetto",
        "onderwerp",
        "emne",
        "ämne",
        "temat",
        "předmět",
        "тема",
        "aihe",
        "konu",
        "tárgy",
        "subiect",
        "主题",
        "主旨",
        "件名",
        "제목",
        "reply-to",
    ]
)
_ROWS_OF_HEAD = 6
_FIELDS_OF_HEAD = 3

# Below the words: "Sent from my iPhone".
_DEVICE = (
    r"(?:iphone|ipad|ipod|android|samsung|galaxy|outlook|gmail|yahoo|mail|blackberry|windows|handy|smartphone|"
    r"mobil|móvil|movil|celular|portable|téléphone|telefo|huawei|xiaomi|fairphone|nokia|pixel|proton|thunderbird|gmx|"
    r"web\.de|aol|tablet|phone|spark|tuta|aqua|k-9)"
)
_SENT = re.compile(
    r"(?:sent|von|gesendet|diese (?:nachricht|e?-?mail)|envoyé|enviado|inviato|verstuurd|verzonden|skickat|sendt|wysłan[eo]|"
    rf"odesláno|lähetetty|отправлено|надіслано|trimis|küldve|enviat|gönderen|get|download|obtenez)\b.{{0,60}}{_DEVICE}.{{0,60}}|"
    rf".{{0,40}}{_DEVICE}.{{0,20}}(?:gönderildi|から送信|에서 보냄|küldve)\.?|(?:发自我的|從我的|我的).{{0,30}}",
    re.IGNORECASE,
)
_LABEL = r"(?:(?:tel|telefon|phone|mobile|mobil|cell|fon|fax|handy|office|direct|e-?mail|[mtpfe])\b[.:]*\s*)?"
_CONTACT = re.compile(
    rf"\W*{_LABEL}(?:\+?[\d\s()./–-]{{7,}}|<?(?:mailto:)?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?)\W*",
    re.IGNORECASE,
)
_FEWEST_DIGITS = 9


def is_attribution(rows: list[str]) -> bool:
    """Whether these lines introduce a quote as programs do: in a known language, or an address in brackets."""
    text = " ".join(row.strip() for row in rows)
    if len(text) > _LONGEST or not _ENDS.search(text) or not _DATED.search(text):
        return False
    return bool(_WROTE.match(text) or _IN_BRACKETS.search(text))


def begins_attribution(rows: list[str], *, is_below_words: bool) -> bool:
    """Whether an attribution can begin with the first of `rows`, which is one to its end.

    Below a line of somebody's words only one that begins as such lines do; elsewhere any, unless a sentence
    ends in it.
    """
    if _BEGINS.match(rows[0]):
        return True
    return not is_below_words and not any(_SENTENCE_ENDS.search(row) for row in rows[:-1])


def names_one_of(text: str, own: frozenset[str]) -> bool:
    """Whether one of these addresses stands in `text`."""
    if len(text) > _LONGEST:
        return False
    return any(address.rstrip(".,;:)]") in own for address in _ADDRESS.findall(text.lower()))


def rows_of_original(lines: list[str], place: int) -> int:
    """Give how many lines from this one on are the head of the mail that is answered; 0 when they are none."""
    start = place
    if _ORIGINAL.fullmatch(lines[start]) or _RULE.fullmatch(lines[start]):
        start += 1
        while start < len(lines) and start - place < _ROWS_OF_HEAD and not lines[start].strip():
            start += 1
    rows = lines[start : start + 2 * _ROWS_OF_HEAD]
    names = [_field(row) for row in rows if row.strip()][:_ROWS_OF_HEAD]
    if names and names[0] in _FROM and sum(one in _FIELDS for one in names) >= _FIELDS_OF_HEAD:
        last = max(number for number, row in enumerate(rows) if _field(row) in _FIELDS)
        return start + last + 1 - place
    return 1 if _ORIGINAL.fullmatch(lines[place]) else 0


def is_by_a_program(line: str) -> bool:
    """Whether a line says from which device or program a mail was sent."""
    return len(line) <= _LONGEST_LINE and bool(_SENT.fullmatch(line.strip().strip("*_<>[]()")))


def is_contact(line: str) -> bool:
    """Whether a line is a telephone number or an e-mail address and nothing else."""
    if len(line) > _LONGEST_LINE:
        return False
    digits = sum(one.isdigit() for one in line)
    return bool(_CONTACT.fullmatch(line)) and ("@" in line or digits >= _FEWEST_DIGITS)


def has_contact(text: str) -> bool:
    """Whether an e-mail address or something like a telephone number stands in `text`."""
    return bool(_ADDRESS.search(text) or re.search(r"\+?\d[\d ()/-]{8,40}\d", text))


def _field(row: str) -> str:
    match = _FIELD.fullmatch(row)
    return re.sub(r"\s", "", match["name"]).lower() if match else ""
