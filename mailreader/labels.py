"""Words that name a field, in the languages of the forms people copy: heads of columns and beginnings of lines."""

import re

from mailreader.flat import flat, key
from mailreader.titles import strip_titles

# Each is compared as whole words without accents, case and punctuation, and without "(s)" and what stands in brackets.
_LABELS = {
    "given_name": "prenom;prenoms;given name;given names;first name;first names;forename;forenames;"
    "first and middle names;primeiro nome;nomes proprios;"
    "nombre de pila;rufname;vorname;voornaam;christian name;prenom s;given name s;other names;other name;primer nombre;"
    "nome proprio",
    "family_name": "nom de famille;family name;family names;last name;last names;surname;surnames;apellido;apellidos;"
    "achternaam;nachname;nom s;primer apellido;nom patronymique;sobrenome;second name;apelido;apelidos;familienname;"
    "cognome;"
    "nome de familia;ultimo nome",
    "nom": "nom;nombre;nombres;noms;nome",
    "full_name": "name;full name;names;nom et prenom;nom et prenoms;noms et prenoms;nom prenom;"
    "prenom et nom;prenom nom;"
    "nom complet;nombre completo;nome completo;nome e apelido;nome do participante;nome da participante;"
    "nombre y apellido;nombre y apellidos;nombres y apellidos;apellidos y nombre;"
    "apellidos y nombres;participant;participante;nom du participant;nom de la participante;name of participant;"
    "name of the participant;nombre del participante;nombre de la participante;nominee;name of nominee;"
    "name of candidate;candidate;candidat;delegate;delegue;representative;representant;representante;"
    "first and last name;"
    "name and surname;given and family name;nom et prenom du participant;name of delegate;nom du delegue;person;"
    "personne;"
    "persona;name surname;surname and name;last name first name;family name given name;vollstandiger name",
    "title": "civilite;civ;title;titre;tratamiento;trat;trato;salutation;mr ms;mr mrs ms;m mme;sr sra;anrede;"
    "titulo;prefix;courtesy title;"
    "titre de civilite;form of address",
    "honorific": "honorific;honorifique;honorifico",
    "function": "fonction;fonctions;function;position;positions;job title;current position;position title;poste;"
    "poste occupe;cargo;cargos;puesto;funcion;qualite;designation;occupation;profession;titre fonction;fonction titre;"
    "funzione;carica;qualifica;incarico;ruolo ricoperto;functie;"
    "funcao;funcoes;cargo funcao;cargo atual;profissao;funktion;stellung;"
    "title position;position held;title function;official title;title and position;cargo que ocupa;puesto actual;"
    "cargo actual;fonction actuelle;grade;rank;job;role in organisation;professional title;titulo profesional;"
    "titre et fonction;title post;post",
    "organisation": "collectivite;collectivite territoriale;societe;sociedad;"
    "ente;ente di appartenenza;organizzazione;istituzione;organisatie;mda;"
    "ministry department agency;dependencia;dependencia entidad;instituicao;organizacao;entidade;"
    "structure ministere;institution ministere;ministere structure;ministere institution;structure d origine;"
    "organisation ministry department;department ministry;ministry department;entity organisation;"
    "ministry entity;office;administration;administracion;servicio o institucion;einrichtung;behorde;"
    "organisation;organization;organisations;"
    "organisme;institution;institucion;organismo;organizacion;"
    "entidad;structure;company;entreprise;empresa;employer;employeur;affiliation;afiliacion;ministry;ministere;"
    "ministerio;agency;agence;agencia;body;entity;etablissement;institution represented;organisation represented;"
    "organisation institution;institution organisation;ministry agency;organisation ministry;employing authority;"
    "nominating authority;autorite de nomination;organisme de rattachement;institution d appartenance;"
    "organisation name;"
    "name of organisation;name of organization;nom de l organisation;nom de l organisme;nombre de la organizacion;"
    "nombre de la institucion;nom de l institution;name of institution;name of the organisation;university;universite;"
    "universidad;delegation;association;ong;ngo;name of the organization;firma;organizacion institucion",
    "department": "department;service;direction;departamento;departement;division;unit;unite;section",
    "country": "paese;nazione;stato;pays;country;pais;country represented;pays represente;pais representado;land;"
    "country of work;"
    "pays d affectation;state;etat;estado;country of residence;pays de residence;pais de residencia;member state;"
    "etat membre",
    "city": "ville;city;ciudad;town;lieu;lugar;place;duty station",
    "email": "email;e mail;mail;courriel;adresse electronique;adresse e mail;adresse email;adresse mail;correo;"
    "indirizzo email;indirizzo e mail;posta elettronica;indirizzo di posta elettronica;e mail adres;e mail adresse;"
    "correio eletronico;correio electronico;endereco eletronico;endereco de correio eletronico;"
    "correo electronico;email address;e mail address;mel;courrier electronique;direccion de correo;direccion de correo "
    "electronico;email s;e mails;emails;electronic address;adresse de courriel;direccion electronica;contact email",
    "phone": "cellulare;recapito telefonico;telefoon;telefonnummer;telefone;telemovel;tel cel;tel cell;"
    "telefono celular;contacto telefonico;telefon;mobil;"
    "tel;telephone;phone;mobile;portable;cell;cellphone;numero de telephone;telefono;"
    "movil;celular;gsm;whatsapp;"
    "contact number;phone number;telephone number;mobile number;tel mobile;telefono movil;tel portable;no de telephone;"
    "n de telephone;numero de telefono;telephone mobile;mobile phone;tel no;phone no;contact telephonique",
    "mode": "modalita;modalita di partecipazione;partecipazione;modo de participacao;participacao;modalidade;"
    "modalidade de participacao;teilnahme;"
    "participation;attendance;attending;attendance type;format de participation;formato;formato de participacion;"
    "mode de participation;mode of participation;mode of attendance;modalite;"
    "modalite de participation;modalidad;modalidad de participacion;asistencia;participacion;mode;presence;"
    "in person online;in person or online;en personne ou en ligne;presentiel ou en ligne;participation mode;format;"
    "attendance mode;type of participation;type de participation;forma de participacion",
    "preferred_language": "lingua;lingua preferida;sprache;"
    "langue;langue preferee;langue de correspondance;langues;language;preferred language;"
    "language preference;language of correspondence;working language;idioma;idioma preferido;lengua;"
    "langue de travail;idioma de correspondencia;idioma de trabajo;language s;correspondence language;idiomas;"
    "languages",
    "diet": "regime alimentaire;regime;dietary requirements;dietary requirement;"
    "dietary restrictions;dietary needs;diet;"
    "dietary preferences;regimen alimentario;dieta;restrictions alimentaires;restricciones alimentarias;allergies;"
    "allergie;alergias;food allergies;meals;meal preference;repas;special diet;preferencias alimentarias;"
    "requisitos alimentarios;exigences alimentaires;besoins alimentaires",
    "access_needs": "access needs;accessibility;accessibility needs;accessibility requirements;access requirements;"
    "besoins d accessibilite;besoins en matiere d accessibilite;besoins particuliers;besoins specifiques;special needs;"
    "necesidades de accesibilidad;necesidades especiales;handicap;discapacidad;disability;special assistance;"
    "accessibilite;"
    "accesibilidad;special requirements;reasonable accommodation;amenagements;assistance needed;mobility",
    "passport": "passaporte;numero do passaporte;numero de passaporte;"
    "passport;passport number;passport no;passport details;numero de passeport;"
    "n de passeport;passeport;pasaporte;"
    "numero de pasaporte;no de passeport;id number;"
    "identity document;piece d identite;documento de identidad;dni;national id",
    "passport_dates": "passport expiry;passport issue date;date of issue;date of expiry;expiry date;expiry;"
    "date d expiration;date de delivrance;fecha de caducidad;fecha de vencimiento;fecha de expedicion;passport expires;"
    "passport valid until;passport validity;passport issued;expiration du passeport;validite du passeport;"
    "caducidad del pasaporte;vencimiento del pasaporte",
    "birth": "data de nascimento;local de nascimento;geburtsdatum;"
    "date of birth;date de naissance;fecha de nacimiento;place of birth;"
    "lieu de naissance;lugar de nacimiento;dob;"
    "birth date;date and place of birth;date et lieu de naissance;fecha y lugar de nacimiento;ne e le;birthday",
    "nationality": "nacionalidade;staatsangehorigkeit;"
    "nationality;nationalite;nacionalidad;citizenship;citoyennete;ciudadania",
    "gender": "gender;sexe;sexo;genre;genero;sex",
    "role": "role;capacity;capacite;role in delegation;role in the delegation;role dans la delegation;capacidad;"
    "rol en la delegacion;qualite au sein de la delegation;rol;delegation role;status in delegation",
    "category": "category;categorie;categoria;type of organisation;type d organisation;"
    "tipo de organizacion;participant category;"
    "categorie de participant;stakeholder group;type of organization",
    "visa": "visa;visa letter;visa support letter required;visa letter required;visa letter needed;"
    "visa support required;visa support;carta de apoyo para visado;lettre pour visa;lettre de visa;"
    "visa required;visa support letter;lettre d invitation;"
    "besoin d un visa;letter of invitation;"
    "invitation letter;carta de invitacion;visado;visa requis;visa needed;necesita visado;necesita visa",
    "sponsorship": "sponsorship;sponsorship requested;prise en charge;prise en charge demandee;financial support;"
    "travel support;funding;funding requested;patrocinio;apoyo financiero;financiacion;bourse;beca;travel grant",
    "speaker": "speaker;orateur;intervenant;ponente;orador;speaking;panellist",
    "contact": "contact;contacts;contact details;contact information;coordonnees;coordonnees de contact;contacto;"
    "datos de contacto;contact info;e mail and telephone;email and phone;e mail phone;email phone;courriel et "
    "telephone;"
    "correo y telefono;email telephone;e mail tel;email tel;courriel telephone;contactos",
    "remarks": "remarks;remark;remarques;remarque;observations;observation;comments;comment;commentaires;commentaire;"
    "comentarios;observaciones;notes;note;notas;observacoes;needs;special remarks;other;autre;autres;otros;divers",
    "number": "no;n;nr;num;numero;number;item;s n;sl no;ordre;n ordre;id;ref",
    "ignored": "date;signature;subject;objet;asunto;fax;address;adresse;direccion;"
    "postal address;adresse postale;website;"
    "site web;sitio web;web;nominated by;designe par;presente par;designado por;nombrado por;submitted by;hotel;"
    "arrival;departure;arrivee;"
    "depart;llegada;"
    "salida;event;evenement;evento;meeting;reunion;deadline;motivation;motivacion;age;education;experience;"
    "focal point;point focal;punto focal;contact person;personne de contact;persona de contacto;supervisor;"
    "emergency contact;social media;linkedin;twitter;biography;bio;nb;ps;re;to;from;cc;a;de;para;sent;envoye",
}
LABELS = {label: name for name, labels in _LABELS.items() for label in labels.split(";")}
RESTRICTED = {"diet", "access_needs", "passport", "passport_dates", "birth", "nationality"}
# For labels with words around: "E-mail professionnel", "Numéro de passeport (visa)".
_AS_IN_PASSPORT = r"\b.*\b(?:passport|passeport|pasaporte|passaporte|id card|travel document)\b"
_PATTERNS = (
    # "Full name as in passport" asks for a name.
    ("family_name", re.compile(rf"^(?:family name|last name|surname|apellidos?|nom de famille){_AS_IN_PASSPORT}")),
    ("given_name", re.compile(rf"^(?:given names?|first names?|forenames?|prenoms?){_AS_IN_PASSPORT}")),
    (
        "full_name",
        re.compile(
            rf"^(?:(?:my )?(?:full |complete |whole )?names?|nom complet|noms? et prenoms?|nombre(?: completo)?|"
            rf"nombres? y apellidos?) (?:as|comme|tel|como|tal|exactly|in|on|per|figurant){_AS_IN_PASSPORT}"
        ),
    ),
    (
        "passport_dates",
        re.compile(
            r"\b(?:passport|passeport|pasaporte)\b.*\b(?:expir\w*|valid\w*|issued?|date|fecha|delivr\w*|caduc\w*|"
            r"venc\w*)\b"
        ),
    ),
    ("passport", re.compile(r"\b(?:passport|passeport|pasaporte|passaporte)\b")),
    ("birth", re.compile(r"\b(?:birth|naissance|nacimiento)\b")),
    ("nationality", re.compile(r"\bnational(?:ity|ite)\b|\bnacionalidad\b")),
    (
        "access_needs",
        re.compile(
            r"\baccessib|\baccesib|\bhandicap|\bdisab|\bdiscapac|special needs|"
            r"besoins (?:particul|specif)"
        ),
    ),
    ("diet", re.compile(r"\bdiet|\baliment|\ballerg|\balerg")),
    (
        "publish_consent",
        re.compile(
            r"\b(?:consent\w*|consentimiento|agree\w*|accord|autoris\w*|autoriz\w*|acept\w*|accept\w*)\b.*"
            r"\b(?:list\w*|publi\w*|name|nom|nombre)\b"
        ),
    ),
    ("visa", re.compile(r"\bvisa")),
    ("email", re.compile(r"\be ?mail\b|\bcourriel\b|\bcorreo\b")),
    ("phone", re.compile(r"\btele(?:phone|fono)\b|\bphone\b")),
    (
        "organisation",
        re.compile(
            r"\b(?:nom|name|nombre) (?:de|of|du|del)\b.*\b(?:organi[sz]a|institu|compan|"
            r"employ|entit|entid|empres)"
        ),
    ),
    (
        "ignored",
        re.compile(
            r"\b(?:emergency|urgence|emergencia|supervisor|superviseur|signature|firma|"
            r"nominated by|bank|arrival|arrivee|llegada|departure|salida|flight|vuelo|vol|hotel|room|chambre|"
            r"habitacion)\b"
        ),
    ),
    ("family_name", re.compile(r"^(?:family name|last name|surname|apellidos?|nom de famille)\b")),
    ("given_name", re.compile(r"^(?:given names?|first names?|prenoms?)\b")),
    ("function", re.compile(r"^(?:position|job title|function|fonction|cargo|puesto|designation|poste)\b")),
    ("mode", re.compile(r"\b(?:in person|online|en ligne|presencial|virtual|presentiel|sur place)\b")),
    (
        "preferred_language",
        re.compile(
            r"\b(?:preferred|correspond\w+)\b.*\b(?:language|langue|idioma)\b|"
            r"\b(?:langue|idioma|language)\b.*\b(?:prefer|correspond|corresp)"
        ),
    ),
)
_BRACKETS = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")


def field_of(label: str) -> str:
    """The field that a label names, or "". "nom": a family name if a given name stands apart, else a whole one."""
    if not label.strip() or len(label) > 80:
        return ""
    bare = key(_BRACKETS.sub(" ", label))
    if found := LABELS.get(bare) or LABELS.get(key(label)):
        return found
    # A form in several languages: "Nom / Family name / Apellidos".
    parts = [key(part) for part in re.split(r"[/|–—]| - ", _BRACKETS.sub(" ", label)) if part.strip()]
    names = [LABELS[part] for part in parts if part in LABELS]
    if len(parts) > 1 and names:
        clear = [name for name in names if name not in ("nom", "full_name")]
        return clear[0] if clear else names[0]
    words = key(label)
    if len(words.split()) > 8:
        return ""
    return next((name for name, pattern in _PATTERNS if pattern.search(words)), "")


# As in "Fonction : Maire" or "Last name - Ito", or with a tab between.
LABELLED = re.compile(
    r"^[\s>*_•·–-]*(?:\d{1,2}[.)]\s*)?([^\W\d_][^:=\t\n]{0,60}?)[*_\s]*(?::|=|\t| [-–—] )[*_\s]*(.*)$"
)
NOTHING = re.compile(
    r"^(?:[-–—./\s_*]*|n/?a|none|no|non|nil|nothing|neant|aucun(?:e|s|es)?|ningun[oa]?s?|nada|nao|sin|tbc|tbd|tba|"
    r"to be (?:confirmed|"
    r"determined|advised|announced|communicated)|to follow|a (?:venir|confirmer|determiner|completer|communiquer)|"
    r"por (?:confirmar|determinar|definir)|pendiente|r\.?a\.?s\.?|not applicable|sans objet|no aplica|unknown|"
    r"inconnu|rien)\.?$"
)


def is_nothing(value: str) -> bool:
    """A value that says there is none, or none yet."""
    return bool(NOTHING.match(flat(value).strip()))


_LATER = re.compile(
    r"\b(?:a venir|to follow|will follow|(?:tbc|tbd|tba)|suivra|seguira|pendiente|"
    r"to be (?:confirmed|determined|advised|announced|communicated|named|nominated|designated|appointed|"
    r"identified|chosen)|not yet (?:known|named|nominated|designated|appointed|confirmed|chosen)|"
    r"will be (?:confirmed|communicated|announced|sent|named|given)|a (?:confirmer|determiner|designer|nommer|preciser|"
    r"communiquer)|(?:pas|non) encore (?:connue?|designee?|nommee?|confirmee?|choisie?)|"
    r"(?:sera|seront|vous sera) (?:communique|designe|precise|confirme|nomme|transmis|indique)\w*|"
    r"por (?:confirmar|determinar|definir|designar|nombrar|comunicar|anunciar)|aun (?:no|sin|por) \w+|"
    r"sera (?:comunicad|designad|confirmad|nombrad)[oa]|se (?:comunicara|confirmara|designara))\b"
)


def is_later(value: str) -> bool:
    """What is said here is that something will be told later."""
    return bool(_LATER.search(flat(value)))


_NO_NAME = re.compile(r"(?:n\.? ?n\.?|x{2,4}|\?+|(?:poste |post )?vacant[e]?)")


def stands_for_nobody(name: str) -> bool:
    """Where a name is wanted, there stands that it comes later: "TBC", "N. N.", "à désigner"."""
    bare = flat(strip_titles(name)[2] or name).strip(" .()[]-")
    return bool(_NO_NAME.fullmatch(bare)) or (len(bare) < 60 and is_later(bare))
