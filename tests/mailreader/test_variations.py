"""More ways in which people write, found by trying: who is proposed, and what of each is known."""

from typing import Any

import pytest

from tests.mailreader.mails import mail, understood

Case = tuple[dict[str, str], str, list[dict[str, Any]]]

CASES: dict[str, Case] = {
    "a letter of a ministry with roles and needs in brackets": (
        {
            "text": "On behalf of the Ministry of Interior of Georgia, I am pleased to inform you "
            "that the following officials will take "
            "part in the Second workshop on 14-15 June 2027:\n\n1. Mr. Giorgi KAPANADZE - "
            "Head of the Migration Department, Ministry of "
            "Interior - g.kapanadze@moi.example.org\n2. Ms. Nino BERIDZE - Chief Specialist, Ministry of Interior - "
            "n.beridze@moi.example.org (will participate online;"
            " vegetarian)\n\nMr. Kapanadze will act as Head of Delegation. Both "
            "participants require visa support letters.\n\nSincerely,\n\nTamar "
            "Lomidze\nProtocol Officer\nMinistry of Interior of Georgia",
            "sender": "Tamar Lomidze <t.lomidze@moi.example.org>",
        },
        "registration_request",
        [
            {
                "family_name": "Kapanadze",
                "role": "head_of_delegation",
                "mode": "in_person",
                "wants_visa_letter": True,
                "country": "GE",
            },
            {
                "family_name": "Beridze",
                "mode": "online",
                "wants_visa_letter": True,
                "restricted": {"diet": "vegetarian"},
            },
        ],
    ),
    "an assistant asks for a chief in Spanish, the address in the next sentence": (
        {
            "text": "Por la presente solicito la inscripción de la Dra. Carmen Luz Ibáñez Toro, Jefa "
            "de la Unidad de Migraciones de la "
            "Municipalidad de Valdeluz, Chile, en el taller de los días 14 y 15 de junio. Su "
            "correo es c.ibanez@valdeluz.example.org y "
            "participará de forma presencial.\n\nAtentamente,\n\nPedro Salas\nAsistente",
            "sender": "Pedro Salas <p.salas@valdeluz.example.org>",
        },
        "registration_request",
        [
            {
                "title": "Dra.",
                "given_name": "Carmen Luz",
                "family_name": "Ibáñez Toro",
                "email": "c.ibanez@valdeluz.example.org",
                "function": "Jefa de la Unidad de Migraciones",
                "organisation": "Municipalidad de Valdeluz",
                "country": "CL",
            },
        ],
    ),
    "an association is represented by two, addresses apart": (
        {
            "text": "Bonjour,\n\nNotre association souhaite être représentée à l'atelier de juin par "
            "Mme Salimata Coulibaly, présidente, et "
            "M. Jules Okou, chargé de projets. Leurs adresses : s.coulibaly@asso-relais.example.org et "
            "j.okou@asso-relais.example.org.\n\nCordialement\n\nJules Okou\nAssociation "
            "Relais Migrants (Abidjan, Côte d'Ivoire)",
            "sender": "Jules Okou <j.okou@asso-relais.example.org>",
        },
        "registration_request",
        [
            {
                "family_name": "Coulibaly",
                "email": "s.coulibaly@asso-relais.example.org",
                "country": "CI",
                "category": "ngo",
            },
            {"family_name": "Okou", "email": "j.okou@asso-relais.example.org", "is_sender": True},
        ],
    ),
    "function and body in one column": (
        {
            "html": "<p>Voici les inscriptions pour l'atelier des 14-15 juin.</p><table><tr><td>Nom "
            "et prénom</td><td>Fonction / Organisme"
            "</td><td>Adresse mail</td><td>Mode de participation</td></tr><tr><td>Mme Sylvie "
            "LE GOFF</td><td>Cheffe de projet, Ville de "
            "Port-Clair</td><td>s.legoff@port-clair.example.org</td><td>Visioconférence</td></tr></table>",
            "sender": "Nadia Roux <n.roux@port-clair.example.org>",
        },
        "registration_request",
        [
            {
                "family_name": "Le Goff",
                "function": "Cheffe de projet",
                "organisation": "Ville de Port-Clair",
                "mode": "online",
            }
        ],
    ),
    "somebody from a university is registered by another": (
        {
            "text": "Could you please register Prof. Hiroshi Tanaka from Kyowa University for the "
            "Turin course? His email is "
            "h.tanaka@kyowa.example.org.\n\nThanks!\nYuki",
            "sender": "Yuki Mori <y.mori@kyowa.example.org>",
        },
        "registration_request",
        [
            {
                "title": "Prof.",
                "family_name": "Tanaka",
                "organisation": "Kyowa University",
                "email": "h.tanaka@kyowa.example.org",
            }
        ],
    ),
    "a mayor is represented by a deputy": (
        {
            "text": "J'ai l'honneur de vous informer que le Maire de Saint-Aubin, M. Gérard Lemoine, "
            "empêché, sera représenté au 2e atelier "
            "par son adjointe, Mme Claire Vidal (claire.vidal@saint-aubin.example.org).",
            "sender": "Secrétariat <secretariat@saint-aubin.example.org>",
        },
        "registration_request",
        [{"full_name": "Claire Vidal", "email": "claire.vidal@saint-aubin.example.org"}],
    ),
    "a lawyer signs below no formula": (
        {
            "text": "Je vous prie de bien vouloir noter mon inscription à l'atelier du 14 "
            "juin.\n\nDr Élodie Marchetti-Roux\nMaîtresse de "
            "conférences en sociologie, Université de "
            "Haute-Rive\nelodie.marchetti@uhr.example.org | Tél. : +33 1 99 00 55 66",
            "sender": "Elodie MARCHETTI-ROUX <elodie.marchetti@uhr.example.org>",
        },
        "registration_request",
        [
            {
                "given_name": "Elodie",
                "family_name": "Marchetti-Roux",
                "function": "Maîtresse de conférences en sociologie",
                "organisation": "Université de Haute-Rive",
                "phone": "+33 1 99 00 55 66",
                "category": "academia",
            },
        ],
    ),
    "two persons of one town hall share its address": (
        {
            "text": "PARTICIPANTE 1\nNombre y apellidos: Julián Ortega Paz\nCargo: "
            "Alcalde\nCorreo-e: alcaldia@villaseca.example.org\n"
            "Asistencia: presencial\n\nPARTICIPANTE 2\nNombre y apellidos: Noelia Campos "
            "Rey\nCargo: Técnica de inclusión\nCorreo-e: "
            "alcaldia@villaseca.example.org\nAsistencia: en línea\n",
            "sender": "Ayuntamiento de Villaseca <alcaldia@villaseca.example.org>",
            "subject": "Inscripción taller junio",
        },
        "registration_request",
        [
            {"given_name": "Julián", "family_name": "Ortega Paz", "mode": "in_person"},
            {
                "given_name": "Noelia",
                "family_name": "Campos Rey",
                "mode": "online",
                "organisation": "Ayuntamiento de Villaseca",
            },
        ],
    ),
    "an assistant who is the focal point writes for two": (
        {
            "text": "Our President, H.E. Ms Joyce Mwale, will attend the workshop on 14 June "
            "accompanied by Mr Peter Phiri, Chief of Staff. I "
            "remain the focal point for our delegation and will not attend.\nBest "
            "regards,\nAlice Zulu\nPersonal Assistant to the "
            "President\nFederation of Local Councils, Malawi",
            "sender": "Alice Zulu <a.zulu@flc.example.org>",
        },
        "registration_request",
        [
            {"honorific": "H.E.", "family_name": "Mwale", "function": "President", "country": "MW"},
            {"family_name": "Phiri", "function": "Chief of Staff", "organisation": "Federation of Local Councils"},
        ],
    ),
    "a note verbale in the body": (
        {
            "text": "The Permanent Mission of Sri Lanka presents its compliments to the Secretariat "
            "and has the honour to inform that the "
            "delegation of Sri Lanka to the second workshop will comprise:\n\n- H.E. Mr. "
            "Nimal PERERA, Ambassador and Permanent "
            "Representative (Head of Delegation);"
            "\n- Mr. Kasun SILVA, First Secretary (e-mail: "
            "k.silva@mission-lk.example.org).\n\nGeneva, "
            "10 May 2027",
            "sender": "Permanent Mission of Sri Lanka <mission@mission-lk.example.org>",
        },
        "registration_request",
        [
            {
                "given_name": "Nimal",
                "role": "head_of_delegation",
                "function": "Ambassador and Permanent Representative",
                "country": "LK",
            },
            {
                "given_name": "Kasun",
                "email": "k.silva@mission-lk.example.org",
                "organisation": "Permanent Mission of Sri Lanka",
            },
        ],
    ),
    "a table with a delegation above its heads": (
        {
            "html": "<table><tr><td colspan=4>Delegación de "
            "Honduras</td></tr><tr><td>Nº</td><td>Nombre completo</td><td>Cargo</td><td>"
            "Restricciones alimentarias</td></tr><tr><td>1</td><td>Lic. Karla Zúniga "
            "Paz</td><td>Directora</td><td>Ninguna</td></tr><tr>"
            "<td>2</td><td>Ing. Mario Funes</td><td>Técnico</td><td>Alérgico a mariscos</td></tr></table>",
            "sender": "Oficina <oficina@sre.example.org>",
            "subject": "Inscripción taller 14 y 15 junio",
        },
        "registration_request",
        [
            {"family_name": "Zúniga Paz", "country": "HN", "restricted": {}},
            {"family_name": "Funes", "restricted": {"diet": "Alérgico a mariscos"}},
        ],
    ),
    "a student is interested and asks for support": (
        {
            "text": "I'm very interested in attending the second workshop. Is there any financial "
            "support for travel? I would need a visa "
            "letter as well.\n\nMany thanks,\n\nFarida Azizi",
            "sender": "Farida Azizi <f.azizi@aldmoor.example.org>",
        },
        "registration_request",
        [{"full_name": "Farida Azizi", "wants_visa_letter": True, "wants_sponsorship": True}],
    ),
    "somebody nominates himself and a colleague": (
        {
            "text": "I should like to nominate myself and my colleague Maria del Carmen Ruiz "
            "(mc.ruiz@ngo.example.org) for the Turin course 8-12 "
            "November.\nI will need wheelchair access.\n\nGareth Pugh-Davies\nProject Lead, "
            "Open Doors Network, Cardiff, United Kingdom",
            "sender": "Gareth Pugh-Davies <gareth@ngo.example.org>",
        },
        "registration_request",
        [
            {
                "family_name": "Pugh-Davies",
                "function": "Project Lead",
                "organisation": "Open Doors Network",
                "restricted": {"access_needs": "I will need wheelchair access."},
            },
            {"given_name": "Maria del Carmen", "family_name": "Ruiz", "restricted": {}},
        ],
    ),
    "the name is in the text, the header has a part of it": (
        {
            "text": "hola, quiero apuntarme al curso de Turín, gracias. Soy Pablo Iriarte, técnico "
            "de cooperación del Ayuntamiento de Oria "
            "(España)",
            "sender": "Pablo <pablo.iriarte@oria.example.org>",
        },
        "registration_request",
        [{"full_name": "Pablo Iriarte"}],
    ),
    "a form between tabs with a passport": (
        {
            "text": "Registration request\n\nTitle\tMr\nFirst name\tAnand\nLast "
            "name\tKRISHNAN\nCountry\tIndia\nParticipation\tOnline\n"
            "Passport No.\tZ0000000\nDate of birth\t01/01/1980\n",
            "sender": "Anand K <anand.k@crc.example.org>",
            "subject": "Second workshop",
        },
        "registration_request",
        [
            {
                "family_name": "Krishnan",
                "country": "IN",
                "mode": "online",
                "restricted": {"passport": "Z0000000", "birth": "01/01/1980"},
            }
        ],
    ),
    "who is registered brings somebody new": (
        {
            "text": "Bonjour, je confirme ma présence ainsi que celle de ma collègue Inès Bah "
            "(ines.bah@montfalcon.example.org). Cordialement",
            "sender": "Bastien Courvoisier <b.courvoisier@ville-montfalcon.example.org>",
            "subject": "RE: [DLG27-2-0388] Rappel",
        },
        "registration_request",
        [{"full_name": "Inès Bah", "email": "ines.bah@montfalcon.example.org", "registration": ""}],
    ),
    "two colleagues, a line each": (
        {
            "text": "The following two colleagues would like to follow the workshop online:\nAnna "
            "Kowalska, researcher, "
            "a.kowalska@ism.example.org\nPiotr Zielinski, assistant professor, "
            "p.zielinski@ism.example.org\n\nBest wishes,\nEwa Nowak\n"
            "Institute of Social Migration, Poland",
            "sender": "Ewa Nowak <e.nowak@ism.example.org>",
        },
        "registration_request",
        [
            {"full_name": "Anna Kowalska", "function": "researcher", "mode": "online"},
            {"full_name": "Piotr Zielinski", "function": "assistant professor", "country": "PL"},
        ],
    ),
    "thanks and nothing else": (
        {
            "text": "Thank you for the information. Looking forward to meeting you.\n\nTobias",
            "sender": "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>",
            "subject": "Re: [DLG27-2-0402] Your registration is confirmed",
        },
        "needs_review",
        [],
    ),
    "a question before deciding": (
        {
            "text": "¿Habrá interpretación al español durante todo el taller de junio? Aún no hemos "
            "decidido si vamos a inscribirnos.\n\n"
            "Gracias,\nLaura Méndez\nUniversidad del Sur",
            "sender": "Laura Méndez <l.mendez@usur.example.org>",
        },
        "question",
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_way_of_writing(name: str) -> None:
    parts, classification, wanted = CASES[name]
    found = understood(mail(**parts))  # type: ignore[arg-type]
    assert found.classification == classification
    people = [
        {field: getattr(person, field) for field in row} for person, row in zip(found.proposals, wanted, strict=True)
    ]
    assert people == wanted
