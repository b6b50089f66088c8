"""The words that Blogger itself puts around comments, in the languages it was mostly read in.

A copy of a page as text holds them among what people wrote. They come from Blogger's translated
templates (`data:commentPostedByMsg` and its siblings), which hardly changed in twenty years.
"""

import re

_VERBS = {
    "en": "said",
    "de": "hat gesagt",
    "es": "dijo",
    "fr": "a dit",
    "it": "ha detto",
    "ja": "さんのコメント",
    "nl": "zei",
    "pl": "pisze",
    "pt": "disse",
    "ru": "комментирует",
    "zh": "提到",
}
LANGUAGES = frozenset(_VERBS)
REPLY, DELETE, REPLIES = "reply", "delete", "replies"
EITHER = "reply or replies"  # in German it is one word
_ACTIONS = {
    REPLY: "Reply Responder Répondre Rispondi Beantwoorden Odpowiedz Ответить 返信 回覆 回复",
    DELETE: "Delete Eliminar Borrar Supprimer Löschen Elimina Excluir Verwijderen Usuń Удалить 削除 刪除 删除",
    REPLIES: "Replies Respuestas Réponses Risposte Respostas Antwoorden Reacties Odpowiedzi Ответы",
    EITHER: "Antworten",
}
_KINDS = {word: kind for kind, words in _ACTIONS.items() for word in words.split()}
_ACTION = re.compile("|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True)))
_HEADING = re.compile(
    r"(?:\d[\d.,\s]{0,9}|no(?: hay)?|sin|aucun|keine?|nessun|nenhum|sem|geen|brak)\s*"
    r"(?:comments?|comentarios?|comentários?|commentaires?|kommentare?|comment[oi]|reacties?"
    r"|opmerkingen|komentarz[ey]?|комментари(?:й|я|ев)|件のコメント|則留言|意見)\s*:?",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"post a comment|publicar un comentario|enregistrer un commentaire|kommentar veröffentlichen"
    r"|kommentar posten|postar um comentário|enviar um comentário|posta un commento"
    r"|een reactie posten|prześlij komentarz|отправить комментарий|コメントを投稿|張貼留言"
    r"|add comment|load more\.{0,3}",
    re.IGNORECASE,
)
_TURN = (
    r"newer posts?|older posts?|entrada más reciente|entrada antigua|article plus récent"
    r"|article plus ancien|neuerer post|älterer post|postagem mais recente|postagem mais antiga"
    r"|post più recente|post più vecchio|nieuwere post|oudere post|nowszy post|starszy post"
)
_LINK = (
    rf"{_TURN}|home|home ?page|inicio|página principal|accueil|startseite|página inicial|início"
    r"|strona główna|links to this post|create a link"
)
_BELOW = re.compile(
    rf"(?:{_FOOT.pattern})|(?:{_LINK})(?:[ |]+(?:{_LINK}))*"
    r"|(?:subscribe to|suscribirse a|s'abonner à|abonnieren|assinar|iscriviti a|abonneren op)[ :].{0,80}",
    re.IGNORECASE,
)
_TURNS = re.compile(_TURN, re.IGNORECASE)
_REMOVED = frozenset(
    {
        "this comment has been removed by the author.",
        "this comment has been removed by a blog administrator.",
        "this post has been removed by the author.",
        "this post has been removed by a blog administrator.",
        "el autor ha eliminado este comentario.",
        "este comentario ha sido eliminado por el autor.",
        "este comentario ha sido eliminado por un administrador del blog.",
        "ce commentaire a été supprimé par l'auteur.",
        "ce commentaire a été supprimé par un administrateur du blog.",
        "dieser kommentar wurde vom autor entfernt.",
        "der kommentar wurde von einem blog-administrator entfernt.",
        "este comentário foi removido pelo autor.",
        "este comentário foi removido por um administrador do blogue.",
        "questo commento è stato eliminato dall'autore.",
        "deze reactie is verwijderd door de auteur.",
        "ten komentarz został usunięty przez autora.",
    }
)


def said(languages: frozenset[str]) -> re.Pattern[str]:
    """Give the expression for "NAME said..." in `languages`; what it finds has a `name`."""
    verbs = "|".join(_VERBS[one].replace(" ", "[ \t]+") for one in sorted(languages & LANGUAGES))
    # Japanese and Chinese need no space before the verb.
    before = r"(?:[ \t]++|(?=さん|提))"
    return re.compile(rf"(?P<name>\S.{{0,79}}?){before}(?:{verbs})[ \t]*(?:\.\.\.|…)")


def verbs_alone(languages: frozenset[str]) -> re.Pattern[str]:
    """Give the expression for "said..." without a name."""
    verbs = "|".join(_VERBS[one].replace(" ", "[ \t]+") for one in sorted(languages & LANGUAGES))
    return re.compile(rf"[ \t]*(?:{verbs})[ \t]*(?:\.\.\.|…)[ \t]*")


def find_actions(line: str) -> tuple[str, ...]:
    """Give what a comment's reader may do, "ReplyDelete", in order; () when the line is no such."""
    words = line.strip()
    if len(words) > 60:  # noqa: PLR2004 - three of them are shorter
        return ()
    found = _ACTION.findall(words)
    left = _ACTION.sub("", words).strip(" ·|▾▸")
    return () if left else tuple(_KINDS[word] for word in found)


def is_heading(line: str) -> bool:
    """Whether `line` is "4 comments:", which stands above the comments."""
    return len(line) <= 60 and bool(_HEADING.fullmatch(line.strip()))  # noqa: PLR2004


def is_removed(text: str) -> bool:
    """Whether `text` is all that Blogger shows of a deleted comment."""
    return len(text) <= 100 and " ".join(text.split()).lower().replace("’", "'") in _REMOVED  # noqa: PLR2004


def without_foot(lines: list[str]) -> tuple[list[str], bool]:
    """Give the lines above the foot of the page, "Post a Comment", and whether all below is known.

    Without that line, links to the next page are the foot; what could be words of a comment is not.
    """
    foot = next((n for n in range(len(lines) - 1, -1, -1) if _is_in(_FOOT, lines[n])), len(lines))
    end = foot
    while end and (not lines[end - 1].strip() or _is_in(_BELOW, lines[end - 1])):
        end -= 1
    if foot == len(lines) and not any(_TURNS.search(line) for line in lines[end:]):
        return lines, True
    return lines[:end], all(not line.strip() or _is_in(_BELOW, line) for line in lines[foot:])


def _is_in(pattern: re.Pattern[str], line: str) -> bool:
    return len(line) <= 200 and bool(pattern.fullmatch(" ".join(line.split())))  # noqa: PLR2004
