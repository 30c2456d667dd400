"""Agendas as text, in which the place of a line says what it is, and no word that is known."""

import datetime

import pytest

from agendareader.facts import Item, Person, Wanted
from agendareader.reader import read
from tests.agendareader.scoring import countries

FIRST = datetime.date(2029, 6, 4)

PEOPLE_BELOW = {
    "indented, commas": """
09:00-10:00  Bienvenida
    Rosaura Etxegoien, apicultora, Colmenar del Valle
    Iñaki Beltrán de Heredia, tejedor
10:00-11:00  Las abejas de la ciudad vuelven
    Salomé Quintriqueo: Mieles sin etiqueta
    Tadeo Huenumán (Colectivo Tres Panales): «Cera y memoria»
=
09:00 Bienvenida
- Rosaura Etxegoien; apicultora; Colmenar del Valle
- Iñaki Beltrán de Heredia; tejedor
10:00 Las abejas de la ciudad vuelven
- Salomé Quintriqueo; topic: Mieles sin etiqueta
- Tadeo Huenumán; ; Colectivo Tres Panales; topic: Cera y memoria
""",
    "lower bullets, dashes": """
• 9h-10h : Mot des hôtes
– Solveig Kermarrec – sourcière, Les Eaux Vives
– Anatole Dubreuil-Kerk
• 10h-11h : Réparer les puits sans argent
– Mahaut de La Tour – puisatier
– « L'eau et le fil », Yannick Le Goff, luthier, Atelier Bois d'Amont
– Le matin des sources – Corentin Abgrall
=
09:00 Mot des hôtes
- Solveig Kermarrec; sourcière; Les Eaux Vives
- Anatole Dubreuil-Kerk
10:00 Réparer les puits sans argent
- Mahaut de La Tour; puisatier
- Yannick Le Goff; luthier; Atelier Bois d'Amont; topic: L'eau et le fil
- Corentin Abgrall; topic: Le matin des sources
""",
    "numbered, tabs": """
9.00 am\tGreeting
\t1. Oyinda Falade, weaver, Loom & Thread
\t2. Marten van den Bosch (potter)
10.00 am\tHow clay remembers what we forget
\t1) Perpetua Lindqvist: “The kiln that would not cool”
\t2) Hallam Greatorex
=
09:00 Greeting
- Oyinda Falade; weaver; Loom & Thread
- Marten van den Bosch; potter
10:00 How clay remembers what we forget
- Perpetua Lindqvist; topic: The kiln that would not cool
- Hallam Greatorex
""",
    "an office that is known beside others": """
09:00 - 10:00 | Apertura del encuentro
   > Remedios Aldunate, alcaldesa de Peñarrubia
   > Fulgencio Barrientos, pregonero
10:00 - 11:00 | Los molinos que quedan
   > Ulises Carranza-Vidal | molinero | Molino Nuevo
=
09:00 Apertura del encuentro
- Remedios Aldunate; alcaldesa de Peñarrubia
- Fulgencio Barrientos; pregonero
10:00 Los molinos que quedan
- Ulises Carranza-Vidal; molinero; Molino Nuevo
""",
    "titles written big": """
09:00-10:00 Managing Rivers In Dry Lands
    Joan Whitlock, plant physiologist, Ryedown
10:00-11:00 Paying For Pipes And Dams
    Tea Estates
    Green Growth
11:00-12:00 Growing What The Market Wants
    Callum Raistrick: "Leeks, Mostly"
=
09:00 Managing Rivers In Dry Lands
- Joan Whitlock; plant physiologist; Ryedown
10:00 Paying For Pipes And Dams
11:00 Growing What The Market Wants
- Callum Raistrick; topic: Leeks, Mostly
""",
    "no indent, no bullet": """
09:30 La voz que no se apaga
Crescencia Yupanqui, periodista
Modesto Illanes, técnico, Ondas del Sur
11:15 Antenas hechas en casa
Modesto Illanes
12:30 Cierre
=
09:30 La voz que no se apaga
- Crescencia Yupanqui; periodista
- Modesto Illanes; técnico; Ondas del Sur
11:15 Antenas hechas en casa
- Modesto Illanes
12:30 Cierre
""",
    "bars between hours, title and room": """
1. 09:00 – 09:30 | Opening | Hall B
   • Mireille Oyono – Chief Librarian, Public Library of Douala
   • Kwabena Frimpong-Asare – Archivist
2. 09:30 – 11:00 | Keeping Paper Dry | Hall B
   • Sun-hee Park – Conservator, Paper House
=
09:00 Opening @ Hall B
- Mireille Oyono; Chief Librarian; Public Library of Douala
- Kwabena Frimpong-Asare; Archivist
09:30 Keeping Paper Dry @ Hall B
- Sun-hee Park; Conservator; Paper House
""",
    "a bullet begins something of its own": """
09:30 Ouverture de la phonothèque
   - Clotilde Vasseur, Phonothèque des Landes
   - Un représentant de la mairie
=
09:30 Ouverture de la phonothèque
- Clotilde Vasseur; ; Phonothèque des Landes
""",
    "names of places": """
9:00-10:30 Visita a la Laguna Verde
   Punto de encuentro: Puerta Norte
   Humedal Salado, Laguna Verde y Paso Real
   El recorrido dura dos horas.
11:00-12:30 Tres cuencas, un problema
   - Conocer el caso de Río Hondo
   - Río Hondo: la cuenca alta
   - Comparar datos
=
09:00 Visita a la Laguna Verde
11:00 Tres cuencas, un problema
""",
    "what is nobody": """
* 9:00-10:00 How we keep the seeds dry (Old Maltings)
    - reading a dial
    - common myths: ice, salt
    - Bring a jar with you
* 10:00-11:00 What the mice have eaten (Old Maltings)
    - Coffee Break
    - Sierra Leone
    - 10:15 A first look at the sacks
* 11:00-12:00 Who counts the sacks? (Old Maltings)
=
09:00 How we keep the seeds dry @ Old Maltings
10:00 What the mice have eaten @ Old Maltings
10:15 A first look at the sacks
11:00 Who counts the sacks? @ Old Maltings
""",
    "names that nothing tells to be people": """
09:00-10:00 Field visit
- Lake Victoria
- Mount Kenya
- River Nile
10:00-11:00 How we light the towns
- Green Hydrogen – Solar Power
- Wind from the sea – Tidal Mills
12:00-13:00 Lunch
Garden Terrace
=
09:00 Field visit
10:00 How we light the towns
12:00 Lunch
""",
    "one of whom something is told": """
09:00-10:00 Glazes from the hedge
- Perpetua Lindqvist
- Hallam Greatorex, weaver
- Oyinda Falade
10:00-11:00 What the fire does
- Oyinda Falade
- Tove Rasmusdatter
=
09:00 Glazes from the hedge
- Perpetua Lindqvist
- Hallam Greatorex; weaver
- Oyinda Falade
10:00 What the fire does
- Oyinda Falade
- Tove Rasmusdatter
""",
    "a room before the name": """
10:00-11:00 Talks of the day
- How the clay remembers (Blue Room) – Hallam Greatorex
- How the fire forgets – Oyinda Falade
=
10:00 Talks of the day
- Hallam Greatorex; topic: How the clay remembers
- Oyinda Falade; topic: How the fire forgets
""",
}

ROOMS = {
    "brackets that most titles have": """
09:00-09:30 Café de bienvenida (Zaguán)
09:30-10:30 Tejer sin telar (Troje)
10:30-11:30 Hilar con lana mojada (Patio Chico) – Gumersinda Toxqui, hilandera
11:30-12:30 Teñir con grana (Troje). Eleuterio Cuautle y Domitila Xochitiotzin
12:30-13:30 Comida
=
09:00 Café de bienvenida @ Zaguán
09:30 Tejer sin telar @ Troje
10:30 Hilar con lana mojada @ Patio Chico
- Gumersinda Toxqui; hilandera
11:30 Teñir con grana @ Troje
- Eleuterio Cuautle
- Domitila Xochitiotzin
12:30 Comida
""",
    "the same one twice": """
10h00-10h30 Accueil
10h30-11h30 Le sel et la route [Grange Haute] : Perrine Quéméneur, paludière, Sel de Brière
11h30-12h30 Le sel et la mer [Grange Haute]
12h30-13h30 Déjeuner
13h30-14h30 Ce que la vase nous apprend
14h30-15h30 Pour finir (en plein air)
=
10:00 Accueil
10:30 Le sel et la route @ Grange Haute
- Perrine Quéméneur; paludière; Sel de Brière
11:30 Le sel et la mer @ Grange Haute
12:30 Déjeuner
13:30 Ce que la vase nous apprend
14:30 Pour finir (en plein air)
""",
    "brackets with people": """
09:00 Waking the kiln (Perpetua Lindqvist)
10:00 Glazes from the hedge (Hallam Greatorex)
11:00 What the fire does (Oyinda Falade)
12:00 Lunch
=
09:00 Waking the kiln
- Perpetua Lindqvist
10:00 Glazes from the hedge
- Hallam Greatorex
11:00 What the fire does
- Oyinda Falade
12:00 Lunch
""",
    "brackets with people who come again": """
14:20 Le budget de la digue (Honoré Lacassagne)
15:00 Les vannes du canal (Philomène Sautereau, éclusière)
16:00 Le reste (Honoré Lacassagne)
=
14:20 Le budget de la digue
- Honoré Lacassagne
15:00 Les vannes du canal
- Philomène Sautereau; éclusière
16:00 Le reste
- Honoré Lacassagne
""",
    "brackets with something else": """
09:00 The state of the wells (Kenya)
10:00 The state of the pumps (Peru)
11:00 The state of the pipes (UNDP)
12:00 The state of the taps (Part 1)
13:00 The state of the dams (Kenya) – Tilda Marrow
=
09:00 The state of the wells (Kenya)
10:00 The state of the pumps (Peru)
11:00 The state of the pipes (UNDP)
12:00 The state of the taps (Part 1)
13:00 The state of the dams (Kenya) – Tilda Marrow
""",
}

BESIDE = {
    "a number and a letter": """
• 14:00-15:30 Dos talleres a la vez:
    – 3A: Injertar en seco (Huerta). Primitivo Ayala, hortelano, Vivero El Nogal
    – 3B: Podar sin miedo (Corral). Eufemia Rangel, podadora, y Casto Luengo, afilador
• 15:30-16:00 Merienda
=
14:00 3A: Injertar en seco @ Huerta
- Primitivo Ayala; hortelano; Vivero El Nogal
14:00 3B: Podar sin miedo @ Corral
- Eufemia Rangel; podadora
- Casto Luengo; afilador
15:30 Merienda
""",
    "letters, people below": """
14h-15h30  Au choix :
   A) Lire un paysage
      Solveig Kermarrec, sourcière
   B) Dessiner une rivière
      Anatole Dubreuil-Kerk, graveur
15h30  Goûter
=
14:00 A) Lire un paysage
- Solveig Kermarrec; sourcière
14:00 B) Dessiner une rivière
- Anatole Dubreuil-Kerk; graveur
15:30 Goûter
""",
    "a kind and its number": """
2-3.15 pm, choose one of these:
* Workshop 1 - Threshing by hand
* Workshop 2 - Sieving by ear
3.15 pm Tea
=
14:00 Workshop 1 - Threshing by hand
14:00 Workshop 2 - Sieving by ear
15:15 Tea
""",
    "in columns": """
12 h	Repas	Cour
14 h	Ateliers en parallèle :
	– Atelier 1 : Jointoyer une margelle – Anicet Barbezieux
	– Atelier 2 : Raconter une lessive – Ombeline Tarquis, conteuse, et Sidonie Vergnaud
16 h	Clôture	Hall
=
12:00 Repas @ Cour
14:00 Atelier 1 : Jointoyer une margelle
- Anicet Barbezieux
14:00 Atelier 2 : Raconter une lessive
- Ombeline Tarquis; conteuse
- Sidonie Vergnaud
16:00 Clôture @ Hall
""",
    "people in a numbered list": """
14:00-15:00 Who keeps the keys:
  1. Perpetua Lindqvist, potter
  2. Hallam Greatorex, weaver
=
14:00 Who keeps the keys
- Perpetua Lindqvist; potter
- Hallam Greatorex; weaver
""",
}

TITLES = {
    "a question in quotation marks": """
9:00-10:00 Panel: "What would you do with a thousand jars?" (Sala Azul)
10:00-11:00 Mesa redonda: «¿Quién paga la sal?»
11:00-12:00 Table ronde : « Que faire du sel ? » – Solveig Kermarrec, journaliste
=
09:00 Panel: "What would you do with a thousand jars?" @ Sala Azul
10:00 Mesa redonda: «¿Quién paga la sal?»
11:00 Table ronde : « Que faire du sel ? »
- Solveig Kermarrec; journaliste
""",
    "names behind dashes": """
9:00-10:00 Lo que guardan las semillas – Primitivo Ayala
10:00-11:00 Lo que dicen los mayores – Eufemia Rangel, podadora
11:00-12:00 Lo que sigue – Casto Luengo y Remedios Aldunate
12:00-13:00 Visita al molino – Peñarrubia
=
09:00 Lo que guardan las semillas
- Primitivo Ayala
10:00 Lo que dicen los mayores
- Eufemia Rangel; podadora
11:00 Lo que sigue
- Casto Luengo
- Remedios Aldunate
12:00 Visita al molino – Peñarrubia
""",
    "themes behind dashes, people below": """
9:00-10:00 Salt for everybody – Quiet Harbours
Ms Teodora Whelk, warden of the beach
10:00-11:00 Sand in the wind – Moving Dunes
Moderator: Idris Kettleby
11:00-12:00 What the tide brings – Living Shores
12:00-13:00 Sea songs with Tove Rasmusdatter
=
09:00 Salt for everybody – Quiet Harbours
- Teodora Whelk; warden of the beach
10:00 Sand in the wind – Moving Dunes
- Idris Kettleby
11:00 What the tide brings – Living Shores
12:00 Sea songs
- Tove Rasmusdatter
""",
    "themes behind dashes, people in a column": """
Heure\tTitre\tIntervenants
9h-10h\tLe sel pour tous – Ports Tranquilles\tMme Solveig Kermarrec, sourcière
10h-11h\tLe sable au vent – Dunes Mobiles\tM. Anatole Dubreuil, puisatier
11h-12h\tClôture\tMahaut de La Tour
=
09:00 Le sel pour tous – Ports Tranquilles
- Solveig Kermarrec; sourcière
10:00 Le sable au vent – Dunes Mobiles
- Anatole Dubreuil; puisatier
11:00 Clôture
- Mahaut de La Tour
""",
    "names behind dashes, and below one": """
9:00-10:00 Lo que guardan las semillas – Primitivo Ayala
10:00-11:00 Lo que dicen los mayores – Eufemia Rangel
11:00-12:00 Panel: lo que sigue
Sr. Casto Luengo, hortelano
Sra. Remedios Aldunate, podadora
=
09:00 Lo que guardan las semillas
- Primitivo Ayala
10:00 Lo que dicen los mayores
- Eufemia Rangel
11:00 Panel: lo que sigue
- Casto Luengo; hortelano
- Remedios Aldunate; podadora
""",
    "commas, a colon, and with": """
10am What the sand keeps, Idris Kettleby and Tove Rasmusdatter
11am In conversation: Shireen Aboulela & Tove Rasmusdatter
12pm Opening address, Teodora Whelk, warden of the beach
2pm Sea songs with Tove Rasmusdatter
3pm Salt, sand and the law of the shore
4pm News from Barrow Hill
=
10:00 What the sand keeps
- Idris Kettleby
- Tove Rasmusdatter
11:00 In conversation
- Shireen Aboulela
- Tove Rasmusdatter
12:00 Opening address
- Teodora Whelk; warden of the beach
14:00 Sea songs
- Tove Rasmusdatter
15:00 Salt, sand and the law of the shore
16:00 News from Barrow Hill
""",
    "points": """
9.30 h. El agua que mueve. Modera: Casto Luengo.
        1. Los batanes del norte. Ulises Carranza, Universidad de Peñarrubia.
        2. Las norias. Eufemia Rangel.
11.00 h. Clausura. Fulgencio Barrientos.
=
09:30 El agua que mueve
- Casto Luengo
- Ulises Carranza; ; Universidad de Peñarrubia; topic: Los batanes del norte
- Eufemia Rangel; topic: Las norias
11:00 Clausura
- Fulgencio Barrientos
""",
    "points without names": """
09:00 Opening remarks. New York Declaration
10:00 Lunch
11:00 Towns without cars. Blue Horizons
=
09:00 Opening remarks. New York Declaration
10:00 Lunch
11:00 Towns without cars. Blue Horizons
""",
    "dashes without names": """
09:00-10:00 Session 1 – Climate Finance
10:00-11:00 Session 2 – Water Law
11:00-12:00 Session 3 – Green Growth And Decent Work
=
09:00 Session 1 – Climate Finance
10:00 Session 2 – Water Law
11:00 Session 3 – Green Growth And Decent Work
""",
}

MAILS = {
    "no mail": """
9:00 Apertura
- Saludo del rector – Anselmo Rueda
- Primitivo Ayala, hortelano
=
09:00 Apertura
- Anselmo Rueda; topic: Saludo del rector
- Primitivo Ayala; hortelano
""",
    "en": """
From: Dilys Garth <dilys@example.org>
Sent: 3 April 2029 22:41
To: all@example.org
Subject: RE: programme

Hi all,

9:00 Opening
10:00 End

Kind regards,
Dilys
--
Dilys Garth | Seed Exchange | 0900-1030 417
=
09:00 Opening
10:00 End
""",
    "fr": """
De : Solveig Kermarrec
Envoyé : mardi 3 avril 2029 09:12
À : Tous
Objet : Programme

Chers tous,

9h Ouverture
10h Clôture

Cordialement,

Solveig Kermarrec
Tél. 01 42 68 53 00
=
09:00 Ouverture
10:00 Clôture
""",
    "es, passed on": """
> De: Primitivo Ayala
> Enviado el: lunes, 2 de abril de 2029 8:30
> Para: Todas
> Asunto: Programa
>
> Estimadas:
>
> 9:00 Apertura
> 10:00 Clausura
>
> Un saludo,
> Primitivo Ayala | Vivero El Nogal | 555 0100
=
09:00 Apertura
10:00 Clausura
""",
}


def person_told(one: Person) -> str:
    """ "Name; function; body; topic: …", without what is empty at the end."""
    parts = [one.written, one.function, *one.organisations]
    text = "; ".join(parts).rstrip("; ") if one.organisations or one.function else one.written
    return f"- {text}" + (f"; topic: {one.topic}" if one.topic else "")


def told(item: Item) -> list[str]:
    """An item in the notation of this file."""
    head = f"{item.start} {item.title}" + (f" @ {item.room}" if item.room else "")
    return [head, *map(person_told, item.people)]


@pytest.mark.parametrize(
    "text",
    [text for group in (PEOPLE_BELOW, ROOMS, BESIDE, TITLES, MAILS) for text in group.values()],
    ids=[name for group in (PEOPLE_BELOW, ROOMS, BESIDE, TITLES, MAILS) for name in group],
)
def test_the_place_of_a_line_says_what_it_is(text: str) -> None:
    given, wanted = text.strip("\n").split("\n=\n")
    found = read(given.encode(), countries(), Wanted(FIRST, FIRST))
    assert [line for item in found.items for line in told(item)] == wanted.split("\n")


@pytest.mark.parametrize("text", MAILS.values(), ids=MAILS)
def test_the_mail_around_an_agenda_is_no_part_of_it_and_is_named_as_not_understood(text: str) -> None:
    given = text.strip("\n").split("\n=\n")[0]
    found = read(given.encode(), countries(), Wanted(FIRST, FIRST))
    lines = [line.lstrip("> ") for line in given.split("\n")]
    around = [line for line in lines if line.strip("-") and not line[0].isdigit() and not line.startswith("- ")]
    assert [line.text for line in found.unread] == around
    assert {line.reason for line in found.unread} <= {"before", "behind"}
    assert not any(item.description for item in found.items)


@pytest.mark.parametrize("above", ["-- ", "Best regards,\nAna\n"])
def test_a_day_without_hours_below_dashes_or_a_formula_is_named(above: str) -> None:
    text = f"Monday 4 June 2029\n09:00 Opening\n\n{above}\nTuesday 5 June 2029\nMorning: visits\nAfternoon: Closing\n"
    found = read(text.encode(), countries(), Wanted(FIRST))
    assert [(line.text, line.reason) for line in found.unread] == [
        ("Morning: visits", "behind"),
        ("Afternoon: Closing", "behind"),
    ]


@pytest.mark.parametrize("line", ["Dear Lord: a play in three acts:", "Hello, world: first programs,"])
def test_what_begins_as_a_greeting_below_the_first_hours_is_the_agendas(line: str) -> None:
    found = read(f"09:00 Opening\n10:00 The stage\n{line}\n11:00 End".encode(), countries(), Wanted(FIRST))
    assert [item.description for item in found.items] == ["", line, ""]
