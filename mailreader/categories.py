"""Kinds of participants, by the words for a body or an office, and by what forms call them."""

import re

from mailreader.flat import flat

_CATEGORIES = (
    (
        "media",
        (
            r"\b(?:journalist\w*|periodista|newspaper|press agency|agence de presse|radio|television|tv|diario|"
            r"broadcast\w*|media|presse)\b"
        ),
    ),
    (
        "un_system",
        (
            r"\b(?:united nations|nations unies|naciones unidas|unhcr|hcr|acnur|ilo|oit|iom|oim|unicef|undp|"
            r"pnud|un women|unesco|unctad|ohchr|world health organi[sz]ation|"
            r"who(?= (?:country|regional|office|headquarters|europe|africa)|$)|oms|unfpa|wfp|fao|un system)\b"
        ),
    ),
    (
        "igo",
        (
            r"\b(?:intergovernmental|intergouvernementale?|intergubernamental|african union|union africaine|"
            r"union africana|european union|union europeenne|european commission|commission europeenne|ecowas|"
            r"cedeao|oecd|ocde|world bank|banque mondiale|banco mundial|council of europe|conseil de l'europe|"
            r"commonwealth secretariat|francophonie|asean|mercosur|icmpd)\b"
        ),
    ),
    (
        "local_authority",
        (
            r"\b(?:ville de|(?<![^\n])region|mairie|communes?|city of|city council|municipal\w*|ayuntamiento|alcaldia|"
            r"alcalde\w*|mayor|maire\S*|metropole|county council|town of|borough|conseil regional|"
            r"regional council|gobierno (?:regional|provincial|municipal)|agence regionale|"
            r"agencia regional|regional (?:development )?agency|departement de|prefecture de region|"
            r"provincial|region of|collectivite|prefectura|gobernacion|local government of|"
            r"conseil departemental|town hall|local authorit\w+|communaute (?:urbaine|d'agglomeration|de communes)|"
            r"district council|canton (?:of|de|du)|governorate|gouvernorat|voivod\w*|marshal's office|oblast|"
            r"provincial government|state government of|camara municipal|diputacion|intendencia|mancomunidad|comarca|"
            r"cabildo|stadt|landeshauptstadt|gemeinde|landkreis|comune di|gemeente|prefeitura)\b"
        ),
    ),
    (
        "ngo",
        (
            r"\b(?:ngo|ong|non-governmental|non gouvernementale|no gubernamental|civil society|societe civile|"
            r"sociedad civil|federation|federacion|association|asociacion|foundation|fondation|fundacion|caritas|"
            r"red cross|croix-rouge|cruz roja|reseau|red|network|coalition|collectif|colectivo|movement|mouvement|"
            r"movimiento|alliance|alianza|charity|trust|forum|foro|verein|stiftung|associazione|associacao|stichting|"
            r"vereniging)\b"
        ),
    ),
    (
        "member_state",
        (
            r"\b(?:ministry|ministere|ministerio|ministre|minister|ministr[oa]|permanent mission|"
            r"mission permanente|mision permanente|embassy|ambassade|embajada|consulate|consulat|"
            r"consulado|(?:bundes)?ministerium|ministero|ministerie|botschaft|government of|gouvernement|"
            r"gobierno de|member state|etat membre|estado miembro|"
            r"parliament|parlement|parlamento|national assembly|assemblee nationale|cancilleria|"
            r"chancery|chancellerie|high commission|office of the (?:prime minister|president|vice.president)|"
            r"primature|"
            r"(?:bureau|office) of (?:national )?statistics|(?:national )?statistics (?:office|bureau|agency)|"
            r"(?:institut|agence|office|direction|autorite|commission|commissariat|service|centre)s? "
            r"national\w*(?! des (?:femmes|jeunes))|"
            r"(?:instituto|agencia|oficina|direccion|autoridad|comision|servicio|secretaria)s? nacional\w*|"
            r"(?:diretor|directeur|directora?|directrice|director general) (?:nacional|national\w*)|"
            r"national (?:\w+ ){0,3}(?:agency|authority|office|commission|directorate|bureau|service|institute)|"
            r"(?:department|directorate) of (?!.*\b(?:university|college|faculty)\b)|viceministerio|subsecretaria|"
            r"direccion general|gendarmerie|prime minister|foreign affairs|affaires etrangeres|immigration "
            r"(?:service|department)|direction generale)\b"
        ),
    ),
    (
        "academia",
        (
            r"\b(?:university|universite|universidade?|universitat|universita|universiteit|hochschule|college|"
            r"faculty|faculte|facultad|academia|academic|"
            r"research (?:institute|centre|center)|institut de recherche|instituto de investigacion|"
            r"centre de recherche|centro de investigacion|school of|ecole|escuela|laboratoire|phd|"
            r"doctorante?)\b"
        ),
    ),
    (
        "social_partner",
        (
            r"\b(?:trade union|syndicat|sindicato|employers|employeurs|empleadores|"
            r"confederation of workers|travailleurs)\b"
        ),
    ),
    (
        "private_sector",
        (
            r"\b(?:ltd|inc|gmbh|s\.?a\.?r?\.?l|s\.a\.|plc|llc|corp|company|entreprise|empresa|"
            r"consulting|bank|banque|banco|chamber of commerce|chambre de commerce|camara de comercio|"
            r"private sector)\b"
        ),
    ),
    ("academia", r"\b(?:institut|institute|instituto)\b"),
)
CATEGORY_LABELS = (
    ("observer_state", r"observer|observateur|observador"),
    (
        "member_state",
        r"member state|etat membre|estado miembro|government|gouvernement|gobierno|\bstates?\b|\betats?\b|\bestados?\b",
    ),
    ("un_system", r"\bun\b|united nations|nations unies|naciones unidas"),
    ("igo", r"intergovern|intergouv|intergub|\bigo\b|\boig\b|international organi"),
    ("ngo", r"\bngos?\b|\bongs?\b|civil|non-gov|non gouv|no gub"),
    ("local_authority", r"local|municip|region|collectivit|city|ville"),
    ("academia", r"academ|universit|universid|research|recherche|investigac"),
    ("private_sector", r"private|prive|privado|business|entreprise|empresa"),
    ("social_partner", r"union|syndic|sindic|employer|employeur|social partner|partenaire social"),
    ("media", r"media|press|journal|prensa|medios"),
    ("diaspora", r"diaspora|migrant"),
    ("expert", r"expert|resource person"),
    ("speaker", r"speaker|orateur|ponente|orador"),
)
_KINDS = tuple((name, re.compile(pattern)) for name, pattern in _CATEGORIES)


_STATE = re.compile(
    r"^(?:the |la |le |l'|el )?(?:ministry|ministere|ministerio|permanent mission|mission permanente|"
    r"mision permanente|embassy|"
    r"ambassade|embajada|government|gouvernement|gobierno de(?: la| el|l)? (?:republica|estado)|"
    r"(?:vice-?|deputy )?minist(?:er|re|r[oa])|ambassador|ambassadeur|ambassadrice|embajadora?)\b"
)


def category_of(*texts: str) -> str:
    """The kind of body that the texts speak of; the first text that says something decides."""
    for text in texts:
        plain = flat(text).strip()
        if _STATE.match(plain):
            return "member_state"
        if name := next((name for name, pattern in _KINDS if pattern.search(plain)), ""):
            return name
    return ""


def category_label(text: str) -> str:
    """The category that somebody wrote on a line "Category:"."""
    plain = flat(text)
    return next((name for name, pattern in CATEGORY_LABELS if re.search(pattern, plain)), "")
