"""The language of a text, by its small words, which stand in every sentence and also tell why."""

import re
from collections import Counter

from mailreader.findings import Reason
from mailreader.flat import bounded, flat

# Without accents and small, as flat() writes them. A word can stand in several languages.
_WORDS = {
    "en": "the and of to for you your we our i am is are be will would have has with this that please from at by not "
    "can could as it an dear regards who my me us which may should there their been was were pls thanks hi "
    "hello register attend in on do does if or sincerely kind he she his her they them these those what when "
    "where how but any all some many much more about after before until into only also just than then thank let "
    "unable out back here cannot need want come attending confirm attached find name position country day "
    "following",
    "fr": "le la les des du de et un une vous votre vos nous notre je est suis sont sera pour dans avec sur que qui "
    "ne pas au aux ce cette ces mon ma mes se son sa par plus merci bonjour madame monsieur cordialement afin "
    "ainsi elle il etre avoir veuillez souhaite en nom prenom fonction leur tu te ton ta tes ils ai avons avez "
    "ont ete etes sommes serai seront peux peut pouvez bien tres tout tous toute toutes mais ou aussi si comme "
    "beaucoup sans sous chez entre apres avant jusqu lui leurs nos cela qu recu ci joint trouver ceci quel "
    "quelle pourrai pourrais pouvoir souhaiterais confirme demain pays jointe jointes voici ceux celle deux "
    "faire fait",
    "es": "el la los las del de y un una usted ustedes su sus nos nuestro nuestra me mi es soy son sera para en con "
    "por que no se al lo como gracias estimado estimada estimados saludos atentamente deseo quisiera esta este "
    "le les mas muy desde ante nombre apellidos cargo quiero hola buenos buenas dias senores senor senora te tu "
    "hasta cuando donde pero si ha han he hay hemos sin sobre entre ya fue muchas muchos mucho todo todos toda "
    "tambien cual quien o estare estoy estamos estara puede podria adjunto adjunta recibido favor tengo ninguna "
    "ningun estos estas cualquier podre podremos manana dos mis confirmo solicito pais estimadas ahora antes "
    "despues adjuntos segun dia",
    "pt": "o os as do da dos das e um uma voce seu sua nos nosso nossa eu sou para em com por que nao se ao no na "
    "gostaria obrigado obrigada prezado prezada prezados atenciosamente cumprimentos mais muito este esta pelo "
    "pela ate foi isso sao tem mas tambem meu minha ja ou quando sem sobre ola bom dia boa segue favor aos "
    "estarei estou pode estamos anexo poderei ha dois confirmo solicito amanha nas pais agora antes depois "
    "agradeco sera",
    "de": "der die das und ein eine sie ihr ihre wir unser ich bin ist sind wird fur mit zu von im am den dem nicht "
    "auf bitte danke sehr geehrte geehrter damen herren grusse gruse freundlichen mich als an es er wie auch "
    "noch nur aber oder wenn dass habe haben hat werden wurde kann konnen mochte mochten mir uns ihnen ihren "
    "ihrer bei nach aus vom zum zur um einen einer einem eines guten tag hallo liebe lieber viele vielen dank "
    "bis in so unsere unserer kein keine durch leider melde herr frau anbei gibt hiermit zwei mehr konnte mein "
    "meine meiner diese dieser",
    "it": "il lo gli le di e un una lei suo sua noi nostro io sono per con che non si al del della nel grazie gentile "
    "egregio saluti cordiali vorrei questo questa mi alla la i in a da ho ha hanno abbiamo siamo sara dei delle "
    "degli dal dalla alle ai nella anche piu ma se ci vi mio mia vostro vostra buongiorno salve distinti molto "
    "allegato fino sul sulla potro purtroppo mille confermo domani due ancora prima dopo sia stato essere trova "
    "paese",
    "nl": "het een van ik wij u uw je zijn wordt zal zou met voor dat niet op aan naar om bij ook maar als er hebben "
    "heeft heb kan graag bedankt dank geachte beste vriendelijke groet groeten mijn ons onze deze dit uit door "
    "tot nog wel hierbij twee morgen helaas bijlage naam land heer mevrouw hun hij zij",
}
# What subjects are made of. Months that are names of people, too, such as April and Julio, are not among them.
_OF_OUR_FIELD = {
    "en": "registration registrations workshop seminar training course meeting request nomination nominations "
    "participant attendance attend list january february march july september october november december",
    "fr": "inscription inscriptions atelier seminaire formation reunion demande demandes designation candidature "
    "presence liste janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "es": "inscripcion inscripciones taller seminario curso reunion solicitud delegacion designacion candidatura "
    "participacion participantes asistencia lista enero febrero marzo junio agosto septiembre octubre noviembre "
    "diciembre",
    "pt": "inscricao inscricoes seminario curso reuniao pedido delegacao participacao participantes presenca "
    "lista janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro",
    "de": "anmeldung anmeldungen workshop seminar schulung sitzung anfrage teilnahme teilnehmer liste januar februar "
    "marz mai juni juli september oktober november dezember",
    "it": "iscrizione iscrizioni seminario corso riunione richiesta delegazione partecipazione partecipanti lista "
    "gennaio febbraio marzo maggio giugno luglio settembre ottobre novembre dicembre",
    "nl": "aanmelding inschrijving workshop seminar cursus vergadering verzoek deelname deelnemers lijst januari "
    "februari maart juni juli september oktober november december",
}
_SETS = {code: frozenset(f"{words} {_OF_OUR_FIELD[code]}".split()) for code, words in _WORDS.items()}
_SHARED_BY = Counter(word for known in _SETS.values() for word in known)
_SCRIPTS = (
    ("ar", "\u0600", "\u06ff"),
    ("ru", "\u0400", "\u04ff"),
    ("zh", "\u4e00", "\u9fff"),
    ("el", "\u0370", "\u03ff"),
    ("he", "\u0590", "\u05ff"),
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"),
)
# Between the names of people they are found in every language: a table of names must not look like a letter.
_PARTICLES = "de del la las los du des von van der da dos do das di della le el y e al zu den lo degli dei"
_IN_NAMES = frozenset(_PARTICLES.split())
# Who writes in two languages begins with the own: so many words are looked at where the whole does not tell.
_BEGINNING = 25


def language_of(text: str) -> tuple[str, Reason]:
    """The code and why; "" where the text is too short to tell."""
    text = re.sub(r"\S{1,80}@\S+|https?://\S+", " ", bounded(text, 6000))
    words = re.findall(r"[^\W\d_]+", flat(text))
    return _by_script(text) or _by_words(words) or _by_words(words[:_BEGINNING]) or ("", Reason("too-short"))


def _by_script(text: str) -> tuple[str, Reason] | None:
    letters = [sign for sign in text if sign.isalpha()]
    for code, first, last in _SCRIPTS:
        if letters and sum(first <= sign <= last for sign in letters) * 2 > len(letters):
            return code, Reason("script", code)
    return None


def _by_words(words: list[str]) -> tuple[str, Reason] | None:
    """Clear by many words, or by few in a text that is short, too: by one alone where it is a sentence."""
    found = {code: [word for word in words if word in known] for code, known in _SETS.items()}
    scores = Counter({code: sum(map(_weight, some)) for code, some in found.items()})
    (best, first), (_other, second) = scores.most_common(2)
    is_enough = len(found[best]) >= 2 or sum(map(len, words)) > 20
    is_clear_where_short = len(words) < 60 and first >= 1 and first >= 1.4 * second
    if (first >= 4 and first >= 1.3 * second) or (is_enough and is_clear_where_short):
        return best, Reason("words", f"{first:.0f}/{second:.0f}")
    return None


def _weight(word: str) -> float:
    """A word that several languages have tells for each of them the less; so do initials, and what names hold."""
    return (0.5 if len(word) == 1 or word in _IN_NAMES else 1) / _SHARED_BY[word]


def language_tag(header: str) -> str:
    """ "fr-FR, en;q=0.5" -> "fr"."""
    found = re.match(r"\s*([a-zA-Z]{2})(?:[-_,;\s]|$)", header)
    return found[1].lower() if found else ""
