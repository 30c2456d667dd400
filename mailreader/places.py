"""Weaker hints of a country: the adjective of its name, the telephone code, the end of a domain; and of a city."""

import re
import zoneinfo
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from mailreader import bodies
from mailreader.flat import flat, key

# How the adjectives begin, in English, French and Spanish; what follows is an ending.
_STEMS = (
    "AF:afghan|afgan AL:albanian|albanais|albanes AR:argentin AM:armenian|armenien|armeni AU:australian|australien "
    "AT:austrian|autrichien|austriac AZ:azerbaijani|azerbaidjanais|azerbaiyan BB:barbadian|barbadien|barbadens "
    "BD:bangladeshi|bangladais BE:belgian|belge|belga BJ:beninese|beninois|benines BO:bolivian|bolivien "
    "BA:bosnian|bosnien|bosni BW:batswana|botswanais BR:brazilian|bresilien|brasilen BG:bulgarian|bulgare|bulgar "
    "BF:burkinabe BI:burundian|burundais|burundes CV:cabo-verdean|cape-verdean|cap-verdien|caboverdian "
    "KH:cambodian|cambodgien|camboyan CM:cameroonian|camerounais|camerunes CA:canadian|canadien|canadiens "
    "TD:chadian|tchadien|chadian CL:chilean|chilien|chilen CN:chinese|chinois|chin CO:colombian|colombien "
    "KM:comorian|comorien CG:congolese|congolais|congoles CR:costa-rican|costaricien|costarricens HR:croatian|croate "
    "CI:ivorian|ivoirien|marfilen|marfilens CU:cuban|cubain CY:cypriot|chypriot|chipriot CZ:czech|tcheque|chec "
    "DK:danish|danois|danes DJ:djiboutian|djiboutien DO:dominican EC:ecuadorian|equatorien|ecuatorian "
    "EG:egyptian|egyptien|egipci SV:salvadoran|salvadorien|salvadoren EE:estonian|estonien|estoni "
    "ET:ethiopian|ethiopien|etiope FJ:fijian|fidjien|fiyian FI:finnish|finlandais|finlandes FR:french|francais|frances "
    "GA:gabonese|gabonais|gabones GM:gambian|gambien GE:georgian|georgien DE:german|allemand|aleman GH:ghanaian|"
    "ghaneen|"
    "ghanes GR:greek|grec|grieg GT:guatemalan|guatemalteque|guatemaltec HT:haitian|haitien HN:honduran|hondurien|"
    "honduren HU:hungarian|hongrois|hungar IS:icelandic|islandais IN:indian|indien ID:indonesian|indonesien|indonesi "
    "IR:iranian|iranien|irani IQ:iraqi|irakien|iraqui IE:irish|irlandais|irlandes IL:israeli|israelien IT:italian|"
    "italien JM:jamaican|jamaicain|jamaican JP:japanese|japonais|japones JO:jordanian|jordanien|jordan KZ:kazakh|kazak "
    "KE:kenyan|keniat KW:kuwaiti|koweitien KG:kyrgyz|kirghiz LA:lao LV:latvian|letton LB:lebanese|libanais|libanes "
    "LS:basotho LR:liberian LY:libyan|libyen|libi LT:lithuanian|lituanien|lituan LU:luxembourgeois MG:malagasy|"
    "malgache "
    "MW:malawian|malawien MY:malaysian|malaisien MV:maldivian|maldivien ML:malian|malien|maliens MT:maltese|maltais "
    "MR:mauritanian|mauritanien|mauritan MU:mauritian|mauricien MX:mexican|mexicain MD:moldovan|moldave MN:mongolian|"
    "mongol MA:moroccan|marocain|marroqui MZ:mozambican|mozambicain NA:namibian|namibien NP:nepalese|nepali|nepalais|"
    "nepales NL:dutch|neerlandais|neerlandes NZ:new-zealand|neo-zelandais NI:nicaraguan|nicaraguayen|nicaraguens "
    "NE:nigerien NG:nigerian NO:norwegian|norvegien|norueg OM:omani PK:pakistani|pakistanais PA:panamanian|panameen|"
    "panamen PG:papuan PY:paraguayan|paraguayen|paraguay PE:peruvian|peruvien|peruan PH:philippine|filipin|philippin "
    "PL:polish|polonais|polac PT:portuguese|portugais|portugues QA:qatari|qatarien RO:romanian|roumain|ruman "
    "RU:russian|"
    "russe|rus RW:rwandan|rwandais|ruandes SA:saudi|saoudien SN:senegalese|senegalais|senegales RS:serbian|serbe|serbi "
    "SC:seychellois SL:sierra-leonean|sierra-leonais SG:singaporean|singapourien SK:slovak|slovaque SI:slovenian|"
    "slovene|esloven SB:solomon-islands SO:somali|somalien ZA:south-african|sud-africain|sudafrican KR:korean|coreen|"
    "corean ES:spanish|espagnol|espanol LK:sri-lankan|sri-lankais SD:sudanese|soudanais|sudanes SR:surinamese "
    "SE:swedish|"
    "suedois|suec CH:swiss|suisse|suiz SY:syrian|syrien|siri TJ:tajik|tadjik TZ:tanzanian|tanzanien|tanzan TH:thai|"
    "thailandais|tailandes TG:togolese|togolais|togoles TO:tongan TT:trinidadian TN:tunisian|tunisien|tunecin "
    "TR:turkish|"
    "turc|turque|turc UG:ugandan|ougandais|ugandes UA:ukrainian|ukrainien|ucranian AE:emirati GB:british|britannique|"
    "britanic US:american|americain|estadounidens UY:uruguayan|uruguayen|uruguay UZ:uzbek|ouzbek VE:venezuelan|"
    "venezuelien|venezolan VN:vietnamese|vietnamien|vietnamit YE:yemeni|yemenit ZM:zambian|zambien ZW:zimbabwean|"
    "zimbabween BT:bhutanese|bhoutanais GN:guinean|guineen"
)
_ENDING = (
    r"(?:e|s|es|ne|nes|a|as|o|os|en|ens|ense|enses|eno|ena|enos|enas|ano|ana|ques?|i|ien|iens|te|tes|le|les|na|no)?"
)
_ADJECTIVES = [
    (code, re.compile(rf"(?:{stems})(?:{_ENDING}|que)".replace("-", "[- ]")))
    for code, _colon, stems in (row.partition(":") for row in _STEMS.split())
]
_CALLING = (
    "20EG 211SS 212MA 213DZ 216TN 218LY 220GM 221SN 222MR 223ML 224GN 225CI 226BF 227NE 228TG 229BJ 230MU 231LR 232SL "
    "233GH 234NG 235TD 236CF 237CM 238CV 239ST 240GQ 241GA 242CG 243CD 244AO 245GW 248SC 249SD 250RW 251ET 252SO 253DJ "
    "254KE 255TZ 256UG 257BI 258MZ 260ZM 261MG 263ZW 264NA 265MW 266LS 267BW 268SZ 269KM 27ZA 291ER 30GR 31NL "
    "32BE 33FR "
    "34ES 351PT 352LU 353IE 354IS 355AL 356MT 357CY 358FI 359BG 36HU 370LT 371LV 372EE 373MD 374AM 375BY 376AD 377MC "
    "378SM 380UA 381RS 382ME 385HR 386SI 387BA 389MK 40RO 41CH 420CZ 421SK 423LI 43AT 45DK 46SE 48PL 49DE 501BZ 502GT "
    "503SV 504HN 505NI 506CR 507PA 509HT 51PE 52MX 53CU 54AR 55BR 56CL 57CO 58VE 591BO 592GY 593EC 595PY 597SR 598UY "
    "60MY 61AU 62ID 63PH 64NZ 65SG 66TH 670TL 673BN 674NR 675PG 676TO 677SB 678VU 679FJ 680PW 685WS 686KI 688TV 691FM "
    "692MH 81JP 82KR 84VN 855KH 856LA 86CN 880BD 90TR 91IN 92PK 93AF 94LK 95MM 960MV 961LB 962JO 963SY 964IQ "
    "965KW 966SA "
    "967YE 968OM 970PS 971AE 972IL 973BH 974QA 975BT 976MN 977NP 98IR 992TJ 993TM 994AZ 995GE 996KG 998UZ"
)
_CODES = {found[1]: found[2] for found in re.finditer(r"(\d+)([A-Z]{2})", _CALLING)}
_DIALLED = re.compile(r"(?<![\w+])(?:\+|00)[ (]*(\d[\d ().-]{6,20}\d)")


def country_of_adjective(word: str) -> str:
    """ "burkinabè", "Egyptian": the code; "" for any other word."""
    plain = flat(word).strip(" .,;()'")
    return next((code for code, pattern in _ADJECTIVES if pattern.fullmatch(plain)), "")


def country_by_adjective(text: str) -> str:
    """The code of the one country whose adjective stands in a short text."""
    words = flat(text).split()[:30]
    pairs = [" ".join(words[place : place + 2]) for place in range(len(words) - 1)]
    found = {code for word in [*words, *pairs] if (code := country_of_adjective(word))}
    return found.pop() if len(found) == 1 else ""


def country_dialled(text: str) -> str:
    """The one country of all telephone numbers written with their code."""
    found = set()
    for number in _DIALLED.findall(text):
        digits = re.sub(r"\D", "", number)
        found.add(next((_CODES[digits[:length]] for length in (3, 2) if digits[:length] in _CODES), ""))
    return found.pop() if len(found) == 1 else ""


def country_of_domains(domains: Iterable[str], countries: Mapping[str, Collection[str]]) -> str:
    """The one country under whose end all addresses stand; the ends that everybody buys say nothing."""
    ends = {domain.rpartition(".")[2].upper().replace("UK", "GB") for domain in domains if domain}
    sold = {"IO", "CO", "TV", "ME", "AI", "CC", "WS", "TO", "FM", "LY", "SH", "GG", "IM", "VC", "LA", "NU", "TK", "ML"}
    return next(iter(ends)) if len(ends) == 1 and ends <= (set(countries) - sold) else ""


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    names = (name.rpartition("/") for name in zoneinfo.available_timezones() if "/" in name)
    return frozenset(key(city.replace("_", " ")) for area, _slash, city in names if not area.startswith("Etc")) | {
        "geneva",
        "geneve",
        "ginebra",
        "lima",
        "bern",
        "berne",
        "delft",
        "lyon",
        "milan",
        "new york",
        "washington",
        "abuja",
        "ottawa",
        "canberra",
        "brasilia",
        "rabat",
        "quito",
        "the hague",
    }


def is_city(text: str) -> bool:
    """The name of a town that is known by heart."""
    return key(text) in _cities()


def without_city(body: str) -> str:
    """ "Ports Authority, Accra", "Open Doors (Lyon)": the body without its city."""
    bare = re.sub(r"\s*\((?!the\b)[A-ZÀ-Þ][a-zà-ÿ'’-]+(?: [A-ZÀ-Þ][a-zà-ÿ'’-]+)?\)$", "", body)
    head, comma, tail = bare.rpartition(",")
    words = tail.split()
    is_place = 0 < len(words) < 4 and all(word[0].isupper() for word in words) and not bodies.is_function(tail)
    # "Ministry of Labour, Migration" goes on; after "of Water and Sanitation" nothing more is named.
    is_whole = bool(re.search(r" (?:and|et|y|e) ", flat(head)))
    is_list = bool(re.match(r"(?:the |le |la )?(?:minist|depart|secretar)", flat(head)))
    is_list = is_list and not is_whole and not is_city(tail)
    return head.strip() if comma and is_place and not is_list and not bodies.starts_as_body(tail) else bare
