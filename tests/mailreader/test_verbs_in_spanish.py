"""What Spanish says of coming and staying away, in all persons and tenses; and innocent sentences much like it."""

from collections.abc import Iterable

import pytest

from lexicon import phrases
from mailreader.decide import Case
from mailreader.machine import known_machine
from mailreader.wants import Wants, asks_for_self, comes_instead, stays, wants_of
from tests.mailreader.mails import facts, mail, understood

CONFIRMACION = "<confirmation.dlg27-2.0395.20270429@mail.events.example.org>"
MARISOL = "Marisol Etcheverría Quiroga <m.etcheverria@red-retorno.example.org>"
AMINA = "Amina Yusuf <a.yusuf@imr.example.org>"


def each(frames: Iterable[str], members: Iterable[str]) -> list[str]:
    """Every frame with every member in its gap."""
    members = list(members)
    return [frame.replace("…", member) for frame in frames for member in members]


def leaving(text: str) -> list[str]:
    """The sentences in which somebody gives up a place."""
    return Case(wants_of(text)).leaving


def asks(wants: Wants) -> bool:
    """A place is asked for."""
    return bool(wants.request or wants.strong)


# Who stays away -------------------------------------------------------------------------------------------------------

UNABLE = [
    "Lamentablemente, no podré ….",
    "No podremos ….",
    "El Sr. Luis Paz no podrá … por motivos de agenda.",
    "Mis colegas no podrán ….",
    "Al final no puedo ….",
    "Sentimos comunicarles que no podemos ….",
    "Nuestra directora no puede ….",
    "Me temo que no podría ….",
    "Lamento que la Sra. Gil no pueda ….",
    "Ya no podré ….",
    "No podré, lamentablemente, ….",
    "No podrá nuestra directora ….",
    "No podré por compromisos previos ….",
    "No voy a poder ….",
    "Finalmente no vamos a poder ….",
    "Me es imposible ….",
    "Me resulta imposible ….",
    "Lamentablemente me será imposible ….",
    "Nos resultará del todo imposible ….",
    "No me es posible ….",
    "No me será posible ….",
    "No le resulta posible ….",
    "No nos va a ser posible ….",
    "No estoy en condiciones de ….",
    "No estaremos en condiciones de ….",
    "No estoy en posición de ….",
    "Me veo imposibilitada de ….",
    "Estoy imposibilitado para ….",
    "Me veo en la imposibilidad de ….",
    "Me encuentro impedida de ….",
    "No tengo posibilidad de ….",
    "No tendremos la posibilidad de ….",
    "Un compromiso previo me impide ….",
    "La misión le impedirá ….",
    "Mi agenda no me permite ….",
    "He decidido no ….",
    "Hemos optado por no ….",
    "Lamento no poder ….",
    "Sentimos mucho no poder ….",
    "Desisto de ….",
    "Debo renunciar a ….",
]
TO_ATTEND = [
    "asistir al taller",
    "participar",
    "acudir a la reunión",
    "venir",
    "ir a Ginebra",
    "viajar",
    "estar presente",
    "estar con ustedes",
    "tomar parte en el taller",
    "desplazarme a Ginebra",
    "acompañarles en esta ocasión",
    "hacerme presente",
    "formar parte de la delegación",
    "sumarme al encuentro",
]
WILL_NOT = [
    "No ….",
    "Lamentablemente, no … al taller de junio.",
    "Finalmente no … por razones de agenda.",
    "Les informo de que no …; gracias por todo.",
    "Ya no ….",
]
ATTENDS = [
    "asistiré",
    "asistiremos",
    "asisto",
    "participaré",
    "participaremos",
    "acudiré",
    "acudiremos",
    "acudo",
    "vendré",
    "vendremos",
    "iré",
    "iremos",
    "viajaré",
    "viajaremos",
    "viajo",
    "estaré presente",
    "estaremos presentes",
    "tomaré parte",
    "voy a asistir",
    "vamos a participar",
    "voy a ir",
    "voy a viajar",
    "pienso asistir",
    "haré el viaje",
]
OTHERS_WILL_NOT = each(
    ["La Sra. Gil no ….", "El Sr. Luis Paz y la Sra. Gil ya no …."],
    [
        "asistirá",
        "asistirán",
        "asiste",
        "participará",
        "participan",
        "acudirá",
        "acuden",
        "vendrá",
        "vienen",
        "irá",
        "va a asistir",
        "van a venir",
        "viajará",
        "viaja",
        "viajarán",
        "estará presente",
        "estarán presentes",
        "tomará parte",
        "formará parte de la delegación",
    ],
)
GIVES_UP = [
    *each(
        [
            "Por favor, … mi inscripción.",
            "Les ruego que … mi registro.",
            "Les pido que … nuestra participación.",
            "… la inscripción de la Sra. Gil.",
        ],
        ["cancelen", "anulen", "retiren", "eliminen", "den de baja", "dejen sin efecto", "borren"],
    ),
    *each(
        [
            "Debo … mi inscripción.",
            "Quisiera … mi plaza.",
            "¿Podrían … mi participación?",
            "Me veo obligada a … mi asistencia.",
            "Solicito … la inscripción del Sr. Paz.",
            "Les agradecería … mi reserva de plaza.",
        ],
        ["cancelar", "anular", "dejar sin efecto", "dar de baja"],
    ),
    "Solicito la anulación de mi inscripción.",
    "Les ruego la cancelación de nuestra participación.",
    "Cancelo mi inscripción.",
    "Anulamos nuestra participación.",
    "Queda anulada mi participación.",
    "Consideren cancelada mi inscripción.",
    "Causo baja en el taller.",
    "La Sra. Gil causa baja.",
    "Deseo darme de baja del taller.",
    "Me doy de baja.",
    "Por favor, denme de baja.",
    "Por favor, dé de baja a la Sra. Gil.",
    "Renuncio a mi plaza.",
    "Renunciamos a nuestra participación.",
    "Libero mi plaza para otra persona.",
    "Cedo mi lugar a quien lo necesite.",
    "Pueden disponer de mi plaza.",
    "Retiro mi candidatura.",
    "Retiramos nuestra inscripción.",
    "Declino la invitación.",
    "Debo declinar su amable invitación.",
    "Me veo obligado a declinar.",
    "Ruego disculpen mi ausencia en el taller.",
    "Excusamos la asistencia de nuestra directora.",
    "Les ruego excusar mi inasistencia.",
    "Debo excusarme de participar en el taller.",
    "Bórrenme de la lista, por favor.",
    "Quiten mi nombre de la lista de participantes.",
    "Tachen a la Sra. Gil de la lista.",
    "No cuenten conmigo para el taller.",
    "Al final no podré.",
    "Lamentablemente no podré por un viaje.",
    "Cancelo mi inscripción y el vuelo.",
    "No podrán contar con mi presencia.",
    "Se retira nuestra delegada.",
    "La Sra. Gil deja de formar parte de la delegación.",
    "Ya no formo parte de la delegación.",
    "No estaré en el taller.",
    "Tenemos que prescindir de nuestra participación en el taller.",
    "Me pierdo el taller, lo siento: no llego a tiempo de Lima y no voy al taller.",
    "Por razones de fuerza mayor, nuestro representante no estará en condiciones de trasladarse a Ginebra.",
    "Con mucho pesar debo comunicarles que este año no voy a poder ir.",
    "no podre asistir al taller por motivos de salud, disculpen",
    "Me surgió un imprevisto y no llego a ir.",
    "Dado que la Viceministra se encuentra en misión oficial, no le será factible participar.",
    "Nos vemos en la penosa necesidad de cancelar nuestra asistencia.",
    "Al Sr. Paz le han denegado el visado, por lo que no viajará.",
    "Les comunico que finalmente nadie de nuestra oficina podrá asistir.",
    "Nuestra institución no participará en esta edición.",
    "No podemos hacernos presentes en esta ocasión.",
    "Te escribo para avisarte que no voy a ir al taller.",
    "Che, al final no puedo viajar, disculpá.",
    "Que lástima, no podré estar con vosotros.",
    "Lo siento pero tengo que cancelar.",
    "Tenga a bien dejar sin efecto la inscripción del Ing. Soto.",
    "Sírvase anular mi participación.",
    "Agradeceré se sirvan cancelar la inscripción de la Lic. Mora.",
    "No me va a dar tiempo a llegar y por tanto no asistiré.",
    "Debido a la situación del país, la delegación no viajará.",
    "Mi jefe no me autoriza a viajar.",
    "No fue autorizado mi viaje, así que no asistiré.",
    "Lamentamos informarles que la Sra. Gil no podrá acompañarnos.",
    "Me veo forzado a retirar mi candidatura.",
    "Pido que retiren mi nombre de la lista.",
    "Quítenme de la lista de participantes, por favor.",
    "La Dra. Sol ya no trabaja con nosotros, les pedimos eliminarla de la lista.",
    "El Sr. Paz ha renunciado a participar.",
    "Tendré que perderme el taller esta vez; no puedo ir.",
    "Ni mi colega ni yo podremos asistir.",
    "No nos será posible enviar representante.",
    "No podremos enviar a nadie.",
    "Declinamos cortésmente la invitación.",
    "Presento mis excusas por no poder participar en el taller.",
    "Ruego me excusen de asistir a la reunión.",
    "Resulta imposible para nuestra Ministra asistir en esas fechas.",
    "No hay posibilidad de que asista nuestro director.",
    "Quedo fuera del taller: no puedo desplazarme.",
    "El Embajador no estará presente en la sesión.",
    "Por la presente cancelo mi inscripción al seminario.",
    "Procedan a la baja de la Sra. Gil, por favor.",
    "Lamento mucho informarles que me veo en la necesidad de cancelar mi participación por motivos personales.",
    "Por causas ajenas a nuestra voluntad, la delegación de Honduras no concurrirá al evento.",
    "El señor Ministro tiene otro compromiso y no le será posible acompañarlos.",
    "Disculpen, no llegaré a participar en el taller.",
    "No me es dable asistir.",
    "Tampoco yo podré ir.",
    "Nuestra representante tampoco asistirá.",
    "La compañera Gil se dio de baja.",
    "Quiero darme de baja del curso.",
    "Por favor, sáquenme de la lista.",
    "He tenido que cancelar mi viaje a Ginebra.",
    "Hemos decidido no enviar a nadie este año.",
    "Se suspende mi participación en el taller.",
    "Comunico mi renuncia a la plaza.",
    "Comunico mi baja del taller.",
    "Pido disculpas por no poder asistir.",
    "Pedimos disculpas, pero no asistiremos.",
    "Me disculpo por no poder ir al taller.",
    "Siento no poder estar.",
    "Desgraciadamente no voy a estar.",
    "Al final no vamos.",
    "Al final no iremos ninguno.",
    "No asistirá ningún representante de nuestro país.",
    "No participará nadie de nuestra oficina.",
    "Se me hace imposible viajar.",
    "Me es materialmente imposible acudir.",
    "Sería imposible para mí participar en esas fechas.",
    "Mi salud no me permite viajar.",
    "Su estado de salud le impide desplazarse.",
    "Motivos laborales nos impiden asistir.",
    "Ha quedado cancelada la participación del Sr. Paz.",
    "Anulada la inscripción de la Sra. Gil.",
    "Excusa su asistencia la Sra. Gil.",
    "No contamos con la asistencia de la Sra. Gil.",
    "Prescindan de mi plaza.",
    "Pueden ofrecer mi plaza a otra persona.",
    "Dejo libre mi plaza.",
    "Dejo mi plaza libre.",
    "Queda libre mi plaza.",
    "No voy a ir a Ginebra.",
    "Perdón, no voy al taller.",
    "No nos desplazaremos a Ginebra.",
    "No se desplazará nadie.",
    "Ruego no me tengan en cuenta para el taller.",
    "Ruego retiren mi solicitud de inscripción.",
    "No haré uso de mi plaza.",
    "No ocuparé mi plaza.",
]


@pytest.mark.parametrize(
    "text", [*each(UNABLE, TO_ATTEND), *each(WILL_NOT, ATTENDS), *OTHERS_WILL_NOT, *GIVES_UP]
)  # fmt: skip
def test_who_stays_away_gives_up_a_place(text: str) -> None:
    assert leaving(text)


NOBODY_LEAVES = [
    *each(
        [
            "No puedo ….",
            "No podemos ….",
            "No podré … antes del viernes.",
            "No pude ….",
            "Me resulta imposible ….",
            "No me es posible ….",
            "No he podido ….",
            "No estamos en condiciones de ….",
            "No tengo posibilidad de … hoy.",
            "Mi ordenador me impide ….",
            "He decidido no … todavía.",
        ],
        [
            "abrir el formulario",
            "descargar el programa para participantes",
            "enviarles la nota verbal",
            "enviar el formulario para participar",
            "encontrar el hotel",
            "acceder al enlace para participar en la reunión",
            "pagar el billete para viajar",
            "confirmarles todavía el vuelo",
            "imprimir la carta",
            "reservar habitación en el hotel",
            "atender su petición",
            "obtener el visado",
            "responder antes",
            "rellenar la casilla del cargo",
        ],
    ),
    *each(
        ["No sé si …."],
        ["el Ministro asistirá", "la directora podrá participar", "iré en tren o en avión", "podré asistir"],
    ),
    "Desconozco si el Ministro asistirá.",
    "Aún no sabemos si podremos asistir.",
    "Todavía no puedo confirmar si asistiré.",
    "No puedo confirmar aún mi participación.",
    "Les avisaré si no puedo asistir.",
    "Si no puedo asistir, les avisaré.",
    "En caso de no poder asistir, les avisaré con tiempo.",
    "Les avisaré en caso de que no pueda asistir.",
    "Les avisaremos por si no pudiera viajar el Ministro.",
    "El año pasado no pude asistir al taller.",
    "No pudimos participar en la edición anterior.",
    "Lamenté no haber podido asistir a la sesión de marzo.",
    "No cancelen mi inscripción, por favor.",
    "No deseo anular mi plaza.",
    "Espero no tener que cancelar mi inscripción.",
    "Mi vuelo de ayer fue cancelado.",
    "Por favor, cancelen la reserva del hotel.",
    "He anulado la habitación del hotel.",
    "Anulen mi correo anterior, por favor.",
    "Por favor, eliminen mi dirección anterior de sus registros.",
    "Deseo darme de baja de su boletín.",
    "Estoy de baja médica hasta el lunes.",
    "Disculpen la tardanza en responder.",
    "Disculpen las molestias.",
    "Perdonen mi ausencia de estos días; ya he vuelto a la oficina.",
    "No podría estar más contenta de participar.",
    "No dejaré de asistir.",
    "No me importa viajar de noche.",
    "No voy a necesitar visado.",
    "No vamos a enviar más formularios.",
    "No va a hacer falta carta de invitación.",
    "No viajo con acompañante.",
    "No viajaré en avión, sino en tren.",
    "No participaré en la cena.",
    "No podré asistir a la recepción.",
    "No asistiré solo: viene conmigo la Sra. Gil.",
    "No solo asistiré, también presentaré una ponencia.",
    "El formulario no va a tiempo.",
    "La página de inscripción no va.",
    "No estaré en el hotel Royal.",
    "No estaré localizable el lunes.",
    "No estaré en la oficina hasta el martes.",
    "No recibí la confirmación.",
    "No he recibido la invitación para asistir.",
    "El Ministro no ha decidido aún si asistirá.",
    "¿Hasta cuándo puedo cancelar?",
    "¿Qué pasa si no puedo viajar?",
    "Ana Paz, Jefa de Bajas y Cancelaciones",
    "Quien no pueda asistir recibirá las actas.",
    "Tras retirar el pasaporte les escribo.",
    "Retiré ayer mi acreditación en recepción.",
    "Me retiro de la oficina a las cinco.",
    "Hoy debo retirarme temprano; les escribo mañana.",
    "Gracias por liberar una plaza para mí.",
    "Lamentablemente no podré escanear el pasaporte.",
    "Al final no puedo adelantar el vuelo.",
    "Ya no puedo cambiar la reserva del hotel.",
    "No veo la hora de poder asistir.",
    "Vi que se liberó una plaza.",
    "No renuncio a mi plaza.",
    "El plazo para anular termina el viernes.",
    "Este mensaje es confidencial; si lo ha recibido por error, elimínelo y borre sus copias.",
    "No podré responder correos hasta el lunes.",
    "No podemos pagar la cuota antes de julio.",
    "No me llegó el enlace para participar.",
    "No veo en la web cómo inscribirme.",
    "No logro abrir el PDF que me enviaron.",
    "No hemos podido reunirnos con ustedes en Madrid.",
    "No les quito más tiempo.",
    "No puedo menos que agradecerles la invitación.",
    "No voy a poder mandar la foto hoy.",
    "Me resulta imposible cambiar el vuelo.",
    "No se puede acceder a la sala virtual.",
    "Al final no voy a necesitar hotel.",
    "Finalmente no podré entregar la ponencia hasta mayo.",
    "Retiro lo dicho en mi correo anterior.",
    "El vuelo se canceló y llego un día más tarde.",
    "No dejen de enviarme el programa.",
    "La embajada no puede expedir el visado antes de junio.",
    "No puedo asegurar que el Ministro vaya.",
    "Ojalá no tenga que anular mi viaje.",
    "Nos avisarán si no pudiera viajar.",
    "El hotel no admite cancelaciones.",
    "Eliminé por error su correo anterior.",
    "No estaré alojada en el hotel del evento.",
    "Ya no uso este correo.",
    "Ya no trabajo en la Red; ahora estoy en el Ministerio.",
    "No pude asistir a su webinar de ayer, ¿hay grabación?",
    "No asistimos a la edición de 2025.",
    "No participamos en el proyecto desde hace años.",
    "Me alegra que no se cancele el taller.",
    "¿Se cancela el taller?",
    "Se canceló la reunión preparatoria de nuestro ministerio.",
    "Cancelé mi suscripción al boletín.",
    "No podemos ofrecerles más datos por ahora.",
    "No me permite subir la foto.",
    "El sistema no me permite registrar a mi colega.",
    "No es posible entrar en la página.",
    "No es posible que haya tan pocas plazas.",
    "No nos ha sido posible obtener la firma.",
    "No tenemos posibilidad de imprimir.",
    "Mi firewall impide abrir el enlace.",
    "No voy a molestarles más.",
    "No viene adjunto el programa.",
    "En el correo no viene la dirección.",
    "No vienen los horarios.",
    "La lista de participantes no está completa.",
    "Borren por favor mi número de teléfono antiguo.",
    "No hay ningún problema en asistir.",
    "No tengo inconveniente en viajar el domingo.",
    "No me molesta ir en autobús.",
    "No es necesario asistir todos los días, ¿verdad?",
    "Dejo constancia de mi agradecimiento.",
    "Le dejo mi número.",
    "Les cedo la palabra.",
    "Cedo los derechos de mis fotos.",
    "No estaré con mi familia.",
    "No estará en linea el programa hasta mayo.",
    "Se retira la basura los lunes.",
    "Debemos anular la factura anterior.",
    "Debo cancelar el importe de la cuota.",
    "Cancelaremos la factura la próxima semana.",
    "Cancelé la cuota de inscripción mediante transferencia.",
]


@pytest.mark.parametrize("text", NOBODY_LEAVES)
def test_what_only_sounds_like_staying_away_ends_no_place(text: str) -> None:
    assert leaving(text) == []


# Who wants to come ----------------------------------------------------------------------------------------------------

I_WANT = [
    "Quisiera ….",
    "Quisiéramos ….",
    "Querría ….",
    "Quiero ….",
    "Queremos ….",
    "Deseo ….",
    "Deseamos ….",
    "Desearía ….",
    "Desearíamos ….",
    "Me gustaría ….",
    "Nos gustaría mucho ….",
    "Me encantaría ….",
    "Me interesa ….",
    "Nos interesaría ….",
    "Estoy interesada en ….",
    "Estoy muy interesado en ….",
    "Estamos interesados en ….",
    "Tengo interés en ….",
    "Tengo la intención de ….",
    "Tenemos intención de ….",
    "Espero poder ….",
    "Tengo previsto ….",
    "Estaría encantada de ….",
    "Solicito ….",
    "Me complacería ….",
    "Será un placer ….",
    "Me propongo ….",
]
I_REGISTER = [
    *each(
        ["Por favor, … en el taller.", "… en la lista, por favor.", "¿Podrían … en el taller?", "Les ruego …."],
        ["inscribirme", "registrarme", "apuntarme", "anotarme", "incluirme", "inscribirnos", "registrarnos"],
    ),
    *each(
        ["Por favor, … en el taller.", "…, si son tan amables, en la lista de participantes."],
        [
            "inscríbanme",
            "inscríbame",
            "inscríbeme",
            "regístrenme",
            "regístreme",
            "apúntenme",
            "apúnteme",
            "apúntame",
            "anótenme",
            "anóteme",
            "inclúyanme",
            "inclúyame",
            "añádanme",
            "agréguenme",
            "inscríbannos",
        ],
    ),
    *each(
        ["Les ruego que me … en el taller.", "Les agradecería que me …."],
        ["inscriban", "registren", "apunten", "anoten", "incluyan", "añadan", "inscribieran", "incluyeran"],
    ),
    "Me inscribo en el taller.",
    "Me apunto al taller.",
    "Nos apuntamos los dos.",
    "Solicito mi inscripción.",
    "Solicito mi registro en el taller.",
    "Pido mi acreditación para la conferencia.",
    "Solicitamos nuestra participación.",
    "Solicito una plaza en el taller.",
    "Resérvenme una plaza, por favor.",
    "Guárdenme un lugar en el taller.",
    "Quisiera reservar una plaza para mí.",
    "Cuenten conmigo.",
    "Cuenten conmigo para el taller.",
    "Asistiré al taller.",
    "Participaré en el taller.",
    "Acudiré a la reunión.",
    "Iré a Ginebra los dos días.",
    "Asistiremos mi directora y yo.",
    "Acepto con mucho gusto su invitación.",
    "Presento mi candidatura para el taller.",
    "Me postulo para participar en el taller.",
    "El suscrito desea participar en el taller.",
    "Pónganme en la lista de participantes.",
    "Manifiesto mi interés en participar.",
]


@pytest.mark.parametrize(
    "text",
    [
        *each(
            I_WANT,
            [
                "asistir al taller",
                "participar en el taller",
                "inscribirme",
                "registrarme",
                "apuntarme",
                "acudir a la reunión",
                "tomar parte en el taller",
                "estar presente en el taller",
                "formar parte de la delegación",
                "sumarme al encuentro",
                "unirme a la reunión",
                "venir al taller",
            ],
        ),
        *I_REGISTER,
    ],
)
def test_who_wants_to_come_asks_for_a_place(text: str) -> None:
    wants = wants_of(text)
    assert wants.request
    assert asks_for_self(wants, has_others=False)


OF_OTHERS = [
    *each(
        [
            "Les ruego … a la Sra. Eva Gil.",
            "¿Podrían … a la Sra. Eva Gil?",
            "Agradeceríamos … a la Sra. Eva Gil.",
            "Quisiera … a la Sra. Eva Gil.",
            "Deseamos … a la Sra. Eva Gil.",
            "Sírvanse … a la Sra. Eva Gil.",
            "Favor de … a la Sra. Eva Gil.",
        ],
        ["inscribir", "registrar", "apuntar", "anotar", "incluir en la lista", "añadir", "acreditar"],
    ),
    *each(
        [
            "Por favor, … a la Sra. Eva Gil.",
            "Les ruego que … a la Sra. Eva Gil.",
            "Le agradeceré que … a la Sra. Eva Gil.",
        ],
        ["inscriban", "registren", "apunten", "anoten", "incluyan", "añadan", "acrediten", "inscriba", "registre"],
    ),
    *each(
        ["Solicitamos … de la Sra. Eva Gil.", "Les pido … de la Sra. Eva Gil.", "Rogamos … de la Sra. Eva Gil."],
        ["la inscripción", "el registro", "la acreditación"],
    ),
]


@pytest.mark.parametrize("text", OF_OTHERS)
def test_who_asks_for_a_place_for_somebody_else(text: str) -> None:
    wants = wants_of(text)
    assert (bool(wants.strong), wants.question) == (True, [])
    assert [one.full_name for one in understood(mail(f"{text}\n\nAmina Yusuf", sender=AMINA)).proposals] == ["Eva Gil"]


NOMINATED = [
    *each(
        ["… a la Sra. Eva Gil.", "Nuestro Ministerio … a la Sra. Eva Gil, Analista."],
        [
            "Designamos",
            "Hemos designado",
            "Ha designado",
            "Nombramos",
            "Hemos nombrado",
            "Proponemos",
            "Propone",
            "Postulamos",
            "Enviaremos",
            "Enviará",
            "Enviamos",
            "Delegamos",
        ],
    ),
    *each(
        ["… la Sra. Eva Gil.", "Por nuestra institución … la Sra. Eva Gil."],
        [
            "asistirá",
            "participará",
            "acudirá",
            "viajará",
            "vendrá",
            "irá",
            "tomará parte",
            "nos representará",
            "estará presente",
            "estará representada por",
            "ha sido designada",
            "fue designada",
            "ha sido nombrada para asistir",
            "va a asistir",
            "va a participar",
            "viene",
            "asiste",
            "participa",
        ],
    ),
    *each(
        ["La Sra. Eva Gil ….", "Mi colega, la Sra. Eva Gil, …."],
        [
            "desea participar",
            "desearía asistir",
            "quiere inscribirse",
            "está interesada en participar",
            "tiene interés en asistir",
            "viajará conmigo",
            "tiene previsto asistir",
            "representará a nuestra institución",
        ],
    ),
    *each(["La delegación estará … la Sra. Eva Gil."], ["integrada por", "compuesta por", "encabezada por"]),
    "Presentamos la candidatura de la Sra. Eva Gil.",
    "Comunico la designación de la Sra. Eva Gil.",
    "Reserven una plaza para la Sra. Eva Gil.",
]


@pytest.mark.parametrize("text", NOMINATED)
def test_who_is_sent_or_wants_to_come_is_proposed(text: str) -> None:
    assert wants_of(text).request
    found = understood(mail(f"{text}\n\nAmina Yusuf", sender=AMINA))
    assert found.classification == "registration_request"
    assert "Eva Gil" in [one.full_name for one in found.proposals]


@pytest.mark.parametrize(
    "text",
    [
        "Tenga a bien registrarme en el curso.",
        "Me gustaría, si todavía es posible, asistir al taller.",
        "Hola, quería inscribirme en el seminario.",
        "Mi interés es participar en el taller.",
        "Con gusto asistiré.",
        "Contad conmigo para el taller.",
        "Anotame por favor para el taller.",
        "Me apunto.",
        "Solicito se me inscriba en el taller.",
        "Solicito ser inscrito en el taller.",
        "Quisiera que me inscribieran en el taller.",
        "Quedo atento a mi inscripción en el curso.",
        "Por medio de la presente solicito mi inscripción.",
        "Deseamos postular a nuestra colega, la Sra. Eva Gil.",
        "Sírvanse encontrar los datos de la Sra. Eva Gil, que asistirá al taller.",
        "Por este medio acreditamos a la Sra. Eva Gil.",
        "Tengo el agrado de informar que ha sido seleccionada la Sra. Eva Gil para asistir.",
        "La persona que asistirá es la Sra. Eva Gil.",
        "Irán dos personas: la Sra. Eva Gil y el Sr. Luis Paz.",
        "Mandamos a la Sra. Eva Gil.",
        "Favor registrar a la Lic. Eva Gil.",
        "Favor de considerar la participación de la Sra. Eva Gil.",
        "En representación de la alcaldía participará la concejala Eva Gil.",
        "Solicitamos dos cupos para nuestros técnicos.",
        "Inscriban por favor a Eva Gil.",
        "¿Me pueden apuntar al taller?",
        "¿Sería posible inscribirme todavía?",
        "¿Podrían inscribir también a mi colega Eva Gil?",
        "Nos encantaría formar parte del encuentro.",
        "Nuestro alcalde desea asistir.",
        "Tengo muchas ganas de participar.",
        "Estoy muy interesado en asistir al taller.",
        "Acepto encantada la invitación.",
        "Me gustaría muchísimo poder estar presente.",
        "Quisiera saber si puedo asistir; me gustaría mucho participar.",
        "Ruego a ustedes se sirvan inscribir al Lic. Luis Paz.",
        "Mucho agradeceré inscribir a la Sra. Gil.",
        "Agradeceríamos contar con una plaza en el taller.",
        "Solicitamos su inscripción en el taller.",
        "Les solicito incluirme en el taller.",
        "Me gustaría que me incluyeran en la lista.",
        "Escribo para inscribirme en el taller.",
        "Les escribo para registrar a dos colegas.",
        "Tengo el honor de comunicarle que el Ministerio ha tenido a bien designar a la Sra. Gil.",
        "Esta Embajada se complace en designar a la Sra. Gil.",
        "El Gobierno acredita como delegados a las siguientes personas.",
        "Nos complace confirmar la participación del Sr. Luis Paz.",
        "La representante de nuestra institución será la Sra. Eva Gil.",
        "Estaremos representados por la Sra. Eva Gil.",
        "Por parte de Chile participarán las siguientes personas.",
        "¿Me inscriben, por favor?",
        "¿Podrían guardarme un lugar?",
        "¿Sería posible reservar una plaza para la Sra. Gil?",
        "Quisiera pedir una plaza.",
        "Quiero ir al taller.",
        "Queremos mandar a dos personas.",
        "Pensamos asistir los tres.",
        "Tenemos previsto participar.",
        "Es mi deseo participar en el curso.",
        "Es nuestro interés asistir.",
        "Aspiro a participar en el curso.",
        "Remito mi solicitud de participación.",
        "Les envío mi candidatura.",
        "Súmenme al taller, por favor.",
        "Añadid a Eva Gil a la lista.",
    ],
)
def test_who_asks_for_a_place_in_any_words(text: str) -> None:
    assert asks(wants_of(text))


ASKS_FOR_NO_PLACE = [
    "Gracias por inscribirme.",
    "Muchas gracias por haberme inscrito en el taller.",
    "No deseo inscribirme.",
    "No solicito plaza.",
    "No quiero participar en el sorteo.",
    "Antes de inscribirme quisiera saber el precio.",
    "Quisiera saber si puedo participar.",
    "Quisiera saber cómo inscribirme.",
    "¿Cómo puedo inscribirme?",
    "¿Puedo inscribir a un colega?",
    "¿Se puede asistir en línea?",
    "¿Quién puede participar?",
    "Deseo felicitarles por la organización.",
    "Me gustaría recibir el programa.",
    "Quiero agradecerles su ayuda.",
    "Quisiera confirmar la hora de la reunión.",
    "Deseamos un buen fin de semana.",
    "Solicito una copia del programa.",
    "Les ruego me envíen la lista de participantes.",
    "¿Podrían enviarme la lista de participantes?",
    "Tuve el gusto de participar en la edición anterior.",
    "Nos vimos cuando asistí al taller de Viena.",
    "El año pasado asistimos al seminario.",
    "El plazo de inscripción termina el viernes.",
    "La inscripción se cierra mañana.",
    "Para inscribirse, rellene el formulario.",
    "Recibimos su invitación para designar un representante.",
    "Nos pidieron designar a dos funcionarios antes del viernes.",
    "No sé si el Ministro asistirá.",
    "Desconozco si la directora participará.",
    "Aún no sabemos quién asistirá.",
    "Todavía no hemos decidido si participaremos.",
    "No se ha decidido aún quién participará.",
    "Estamos valorando participar.",
    "Estoy pensando en asistir.",
    "Estoy considerando inscribirme.",
    "Está por confirmar si asistirá el Ministro.",
    "Me habría gustado asistir.",
    "Me hubiera encantado participar.",
    "Espero que haya participado mucha gente.",
    "Le participo que hemos cambiado de sede.",
    "Quiero incluir el logotipo en el folleto.",
    "Les ruego añadir el logotipo al programa.",
    "Por favor, incluyan el documento en la carpeta.",
    "Quisiera registrar una queja.",
    "Quisiera enviar un documento.",
    "Enviamos a continuación la factura.",
    "Enviaremos el informe el lunes.",
    "Proponemos la fecha del lunes.",
    "Me apunto la fecha.",
    "Tomo nota y apunto su teléfono.",
    "La página no me deja registrarme.",
    "No consigo registrarme.",
    "No puedo inscribirme en la página.",
    "No logro inscribirme.",
    "Saludos cordiales de la delegación.",
    "Encargada de inscripciones y registro",
    "Coordinadora de participación ciudadana",
    "Un placer saludarles.",
    "Será un placer ayudarles.",
    "Espero poder verles pronto.",
    "Estaría encantada de recibir más información.",
    "Tengo previsto enviar los datos mañana.",
    "Cuenten con nuestro apoyo.",
    "¿Asistirá el Director General?",
    "¿Cuántas personas participarán?",
    "Gracias por la invitación, la estudiaremos.",
    "Estamos organizando el viaje.",
    "El registro mercantil está en Madrid.",
    "¿El registro está abierto?",
    "Nos interesa conocer los resultados del taller.",
    "Me interesa el tema de la vivienda.",
    "Deseo agradecerles su participación en nuestro foro.",
    "Quisiera invitarles a participar en nuestro seminario.",
    "Les invitamos a asistir a nuestra conferencia.",
    "Participé en el taller anterior.",
    "Quisiera proponerle una reunión.",
    "Agradezco su participación.",
    "Incluyo en copia a la Sra. Gil.",
    "Incluyo en copia a mi colega.",
    "Pongo en copia a la Sra. Gil.",
    "Quisiera hablar con la Sra. Gil.",
    "Le ruego transmita mis saludos a la Sra. Gil.",
    "Por favor, envíen el visado a la Sra. Gil.",
    "Les ruego incluir mi nombre completo en la credencial.",
    "Nos gustaría contar con su apoyo.",
    "Quisiera hacerles una consulta.",
    "Espero poder ayudarles.",
    "Me gustaría conocer a los participantes.",
    "Deseo expresar mi agradecimiento.",
    "Me interesa mucho su trabajo.",
    "Solicito información sobre la inscripción.",
    "Necesito una factura de mi inscripción.",
    "Les ruego confirmar la recepción.",
    "Quisiera que me llamaran.",
    "La Sra. Gil me dijo que les escribiera.",
    "Asiste al director la Sra. Gil.",
    "Registramos su solicitud con el número 5.",
    "Incluyan por favor el número de factura.",
    "Anoto la fecha.",
    "Anoten la nueva dirección.",
    "Apunten mi nuevo teléfono.",
]


@pytest.mark.parametrize("text", ASKS_FOR_NO_PLACE)
def test_what_only_sounds_like_coming_asks_for_no_place(text: str) -> None:
    wants = wants_of(text)
    assert not asks(wants)
    assert asks_for_self(wants, has_others=False) == ""


# Who comes instead ----------------------------------------------------------------------------------------------------

REPLACED = [
    *each(
        ["La Sra. Eva Gil me ….", "Me … la Sra. Eva Gil.", "La Sra. Eva Gil … al Sr. Luis Paz."],
        ["sustituirá", "reemplazará", "remplazará", "suplirá", "sustituye", "reemplaza", "va a sustituir", "relevará"],
    ),
    *each(
        ["… por la Sra. Eva Gil."],
        [
            "Seré sustituida",
            "Seré reemplazado",
            "El Sr. Luis Paz será sustituido",
            "Voy a ser sustituida",
            "Les ruego sustituir al Sr. Luis Paz",
            "Por favor, sustituyan al Sr. Luis Paz",
            "Reemplacen al Sr. Luis Paz",
            "Quisiera cambiar mi inscripción",
            "Cambien mi nombre",
            "Cambien al Sr. Luis Paz",
        ],
    ),
    *each(
        ["En mi lugar … la Sra. Eva Gil.", "La Sra. Eva Gil … en mi lugar.", "La Sra. Eva Gil … por mí."],
        ["asistirá", "irá", "vendrá", "acudirá", "participará", "viajará", "va", "va a ir", "asiste", "estará"],
    ),
    *each(
        ["Asistirá la Sra. Eva Gil … .", "Vendrá … la Sra. Eva Gil."],
        [
            "en vez de mí",
            "en lugar mío",
            "en mi representación",
            "en reemplazo mío",
            "en sustitución mía",
            "en sustitución del Sr. Luis Paz",
            "en reemplazo de nuestro director",
            "en lugar del Sr. Luis Paz",
            "en lugar de nuestro director",
            "en vez de la Sra. Sol",
            "como suplente mía",
        ],
    ),
    *each(
        ["La Sra. Eva Gil … mi plaza.", "La Sra. Eva Gil … mi lugar."],
        ["ocupará", "tomará", "va a ocupar", "ocupa", "asumirá"],
    ),
    *each(["… mi plaza a la Sra. Eva Gil."], ["Cedo", "Paso", "Transfieran", "Den", "Quisiera ceder", "Asignen"]),
    "Cambio de participante: la Sra. Eva Gil por el Sr. Luis Paz.",
    "Mi suplente será la Sra. Eva Gil.",
    "La Sra. Eva Gil es mi sucesora en el cargo y asistirá.",
    "Delego mi participación en la Sra. Eva Gil.",
    "Mi plaza será para la Sra. Eva Gil.",
    "Solicito la sustitución del Sr. Luis Paz por la Sra. Eva Gil.",
    "Me reemplaza Eva Gil.",
    "Irá mi colega Eva Gil en mi lugar.",
    "En lugar de Luis Paz vendrá Eva Gil.",
    "Sustitución: Eva Gil por Luis Paz.",
    "Queremos cambiar a Luis Paz por Eva Gil.",
    "La Sra. Eva Gil acudirá en mi nombre.",
    "Mi reemplazo será la Sra. Eva Gil.",
    "Será mi subdirectora quien asista en mi lugar.",
    "Quien me sustituye es la Sra. Eva Gil.",
    "Me sustituirá en el taller mi compañera Eva Gil.",
    "La que vaya en mi lugar será Eva Gil.",
    "Quisiera que Eva Gil tomara mi plaza.",
    "Sustituyan por favor mi nombre por el de Eva Gil.",
    "Pongan a Eva Gil en vez de a mí.",
    "Va en mi reemplazo la Sra. Eva Gil.",
    "El nuevo representante será Luis Paz en vez de Eva Gil.",
    "Hemos decidido reemplazar a Luis Paz por Eva Gil.",
    "Se reemplaza a Luis Paz por Eva Gil.",
    "Viajará Eva Gil en lugar de Luis Paz.",
]


@pytest.mark.parametrize("text", REPLACED)
def test_who_gives_a_place_to_somebody_is_replaced(text: str) -> None:
    assert Case(wants_of(text)).replacing


@pytest.mark.parametrize(
    "text",
    [
        *each(
            ["Yo … en su lugar.", "… yo en su lugar.", "… en sustitución de mi directora.", "… en lugar del Sr. Paz."],
            ["asistiré", "participaré", "iré", "acudiré", "vendré", "viajaré"],
        ),
        "Sustituiré al Sr. Paz.",
        "Reemplazaré a la Sra. Gil.",
        "Voy a sustituir a mi jefa.",
        "Seré yo quien asista en su lugar.",
        "Ocuparé su lugar.",
        "Tomaré su plaza.",
        "Voy yo en su lugar.",
    ],
)
def test_who_writes_comes_in_the_place_of_somebody(text: str) -> None:
    (sentence,) = wants_of(text).substitute
    assert comes_instead(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "No será sustituida.",
        "No habrá suplente.",
        "Nadie ocupará mi plaza.",
        "Nadie asistirá en mi lugar.",
        "En lugar de rellenar el formulario les escribo.",
        "En vez de enviar el documento copio los datos.",
        "En lugar de viajar en avión iré en tren.",
        "En vez de llamar escribo.",
        "El taller tendrá lugar en Ginebra.",
        "Gracias por cederme una plaza.",
        "¿Qué lugar tiene el taller?",
        "En primer lugar, muchas gracias.",
        "Este correo sustituye al anterior.",
        "El nuevo formulario reemplaza a la versión de mayo.",
        "Sustituyan la foto por la adjunta.",
        "Mi número nuevo sustituye al antiguo.",
        "Cambien el hotel por otro, por favor.",
        "Prefiero asistir en línea en lugar de presencialmente.",
        "Vengo en representación del Ministerio.",
        "Tomaré la palabra en su lugar de trabajo.",
        "Saludos de mi parte.",
        "La directora suplente les saluda.",
        "Eva Gil, Directora Suplente",
        "Lo hago por mí mismo.",
        "Por mí no hay inconveniente.",
        "Pregunte por mí en recepción.",
        "El Ministro ocupará un lugar en la mesa.",
        "Asumiré mis gastos.",
        "¿Quién me sustituirá?",
        "Si no puedo ir, me sustituirá la Sra. Gil.",
        "No sé si me sustituirá la Sra. Gil.",
        "Gracias por su rápida sustitución del documento.",
        "En lugar del lunes, llegaré el martes.",
        "En vez del hotel Royal prefiero el Central.",
        "Escribo en nombre de la Sra. Gil.",
        "El taller tuvo lugar en mayo.",
        "No hay reemplazo para la impresora.",
        "Por la tarde iré a la cena.",
        "Voy por la autopista.",
        "Paso por la oficina el lunes.",
        "En vez de correo, prefiero el teléfono.",
        "Cambié el vuelo por el tren.",
    ],
)
def test_what_only_sounds_like_a_change_of_persons_replaces_nobody(text: str) -> None:
    assert [one for one in Case(wants_of(text)).replacing if not one.startswith("Si ")] == []


# What changes, what is confirmed, what is asked -----------------------------------------------------------------------

THINGS = ["mi nombre", "mi apellido", "mi cargo", "mi correo", "mi teléfono", "mis datos", "mi inscripción"]


@pytest.mark.parametrize(
    "text",
    [
        *[
            f"{verb} {thing}."
            for thing in THINGS
            for verb in (
                "Por favor, corrijan",
                "Les ruego corregir",
                "Deseo modificar",
                "Rectifiquen",
                "Les ruego que actualicen",
                "Quisiera cambiar",
                "¿Podrían actualizar",
                "Hay un error en",
                "Ha cambiado",
                "Está mal escrito",
            )
        ],
        *each(
            ["Mi … es Directora.", "Mi … es otro desde junio.", "Tengo un …."],
            ["nuevo cargo", "nuevo puesto", "nuevo correo", "nuevo teléfono"],
        ),
        "Ahora soy Directora General.",
        "He sido nombrada Coordinadora.",
        "Me han ascendido a Directora.",
        "Desde mayo soy Jefa de Unidad.",
        "He cambiado de trabajo.",
        "He cambiado de correo.",
        "Mi apellido se escribe con zeta.",
        "Mi nombre debe figurar sin acento.",
        "Utilicen esta dirección de ahora en adelante.",
        *each(
            ["… en línea.", "… por videoconferencia.", "Finalmente … de forma virtual."],
            ["Participaré", "Asistiré", "Seguiré el taller", "Prefiero asistir", "Me conectaré", "Voy a participar"],
        ),
        "Llego el 13 de junio por la tarde.",
        "Soy vegetariana.",
        "Solo asistiré el primer día.",
        "Tengo que corregir un dato: mi segundo apellido es Quiroga.",
        "Por favor cambien mi modalidad de presencial a virtual.",
        "He cambiado de número de teléfono.",
        "Mi nueva dirección de correo es x@y.example.org.",
        "Les informo de mi nuevo cargo: Directora.",
        "Ya no soy analista, ahora soy Directora de Programas.",
        "Mi apellido aparece mal en la lista.",
        "Mi nombre está incompleto.",
        "Hay una errata en mi nombre.",
        "Asistiré de manera remota.",
        "Voy a seguir la conferencia por streaming.",
        "Quisiera pasar a modalidad presencial.",
        "Llegaré a Ginebra el 13 por la noche.",
        "Actualicen por favor mis datos de contacto.",
        "Les agradecería rectificar el cargo que figura en mi credencial.",
        "Anoten mi nuevo teléfono, por favor.",
    ],
)
def test_what_becomes_different_is_a_change(text: str) -> None:
    assert wants_of(text).update


@pytest.mark.parametrize(
    "text",
    [
        "No cambia nada.",
        "No ha cambiado mi dirección.",
        "No hace falta corregir mi nombre.",
        "El programa es muy interesante.",
        "Gracias por corregir tan rápido.",
        "Todo está correcto.",
        "La nueva agenda está muy bien.",
        "Mi cargo me permite viajar.",
        "Encargada de datos y modificaciones",
        "Saludos desde la nueva sede.",
        "Ha sido un cambio de tiempo muy brusco.",
        "Gracias por los cambios.",
        "¿Habrá cambios en el programa?",
        "El cambio climático nos preocupa.",
        "Nuestro nuevo director les saluda.",
        "He leído la corrección del acta.",
    ],
)
def test_what_stays_as_it_is_is_no_change(text: str) -> None:
    assert wants_of(text).update == []


@pytest.mark.parametrize(
    "text",
    [
        *each(
            ["… mi asistencia.", "… nuestra participación en el taller.", "… la presencia de la Sra. Gil."],
            ["Confirmo", "Confirmamos", "Les confirmo", "Quisiera confirmar", "Me complace confirmar", "Reconfirmo"],
        ),
        *each(
            ["Confirmo que …."],
            ["asistiré", "participaré", "iré", "voy", "estaré presente", "viajaré", "acudiré", "vendré", "asisto"],
        ),
        "Allí estaré.",
        "Ahí estaremos.",
        "Acepto la plaza.",
        "Cuenten con mi presencia.",
        "Confirmado, gracias.",
        "Doy por confirmada mi asistencia.",
        "Ratifico mi participación.",
        "Estaré presente los dos días.",
        "Les confirmo que estaré allí.",
        "Por la presente confirmo mi participación en el taller.",
        "Sí, asistiré.",
        "Confirmamos la asistencia de ambos.",
        "Me complace confirmarles mi asistencia.",
        "Ratificamos nuestra asistencia.",
        "Nos vemos allí, estaré los dos días.",
        "Doy por hecha mi asistencia; confirmada.",
        "Acepto participar.",
        "Con gusto confirmo.",
    ],
)
def test_who_confirms_comes(text: str) -> None:
    assert wants_of(text).confirm


@pytest.mark.parametrize(
    "text",
    [
        "Confirmo la recepción de su correo.",
        "Confirmamos haber recibido el programa.",
        "Acusamos recibo de su mensaje.",
        "No puedo confirmar aún mi asistencia.",
        "Todavía no confirmo mi participación.",
        "Por favor, confirmen la recepción de este correo.",
        "¿Me confirman la recepción?",
        "El hotel no ha confirmado nada.",
        "Acepto la política de privacidad.",
        "Estaré de vacaciones.",
        "Aún no confirmo el hotel.",
        "Confirmen por favor que les llegó.",
        "Confirmo que he recibido el programa.",
        "Les confirmo la dirección: calle Sol 3.",
    ],
)
def test_who_confirms_something_else_does_not_confirm_to_come(text: str) -> None:
    assert wants_of(text).confirm == []


@pytest.mark.parametrize(
    "text",
    [
        *each(
            ["… si hay interpretación.", "… la hora de inicio."],
            [
                "Quisiera saber",
                "Me gustaría conocer",
                "Desearía saber",
                "Necesitaría saber",
                "Querría preguntar",
                "Agradecería saber",
                "Les agradecería que me indicaran",
                "Agradeceré me informen",
                "Les ruego me digan",
                "Ruego me indiquen",
                "Por favor, díganme",
                "Favor de indicar",
                "¿Podrían confirmarme",
                "Les pido que me aclaren",
                "Quedo a la espera de que me digan",
                "Me pregunto",
            ],
        ),
        "Tengo una duda sobre el visado.",
        "Una consulta sobre el hotel.",
        "Tenemos varias preguntas sobre el programa.",
        "Necesito más información sobre el taller.",
        "¿Hay interpretación?",
        "Quería saber si hay plazas.",
        "Me podrían decir a qué hora empieza.",
        "Le agradecería que me confirmara la dirección.",
        "Quisiera consultarles por el alojamiento.",
        "Quisiera hacerles una pregunta.",
        "Tengo algunas dudas.",
        "Necesitamos saber qué hotel recomiendan.",
        "Indíquenme por favor el costo.",
        "Infórmenme sobre los requisitos.",
        "Me pueden mandar el enlace.",
        "Estoy a la espera de saber si hay interpretación.",
        "Solicito información sobre el alojamiento.",
        "Agradeceré cualquier información sobre el visado.",
        "Favor indicar si se requiere visado.",
        "¿Me confirman la sala?",
        "Cuánto cuesta la inscripción?",
    ],
)
def test_who_wants_to_know_something_asks(text: str) -> None:
    assert wants_of(text).question


@pytest.mark.parametrize(
    "text",
    [
        "No duden en escribirme si necesitan algo más.",
        "Quedo a su disposición para cualquier consulta.",
        "Avísenme si falta algo, por favor.",
        "Por favor, díganme si necesitan algún otro dato.",
        "Ante cualquier duda, estoy a su disposición.",
        "Cualquier pregunta, quedo atenta.",
        "Gracias por la información sobre el hotel.",
        "Me alegra saber que hay interpretación.",
        "Sin duda será un gran taller.",
        "No tengo ninguna pregunta.",
        "Gracias por confirmarme la hora.",
        "No tengo dudas.",
        "Quedo pendiente de sus noticias.",
        "Cualquier cosa me avisan.",
        "Si precisan algo más, aquí estoy.",
        "Estoy a su disposición para cualquier aclaración.",
        "Le informo que llegaré tarde.",
        "Les comunico los datos.",
    ],
)
def test_a_courtesy_asks_nothing(text: str) -> None:
    assert wants_of(text).question == []


@pytest.mark.parametrize(
    "text",
    [
        *each(
            ["La Sra. Gil …."],
            [
                "sigue inscrita",
                "continúa inscrita",
                "permanece en la lista",
                "mantiene su plaza",
                "conserva su lugar",
                "asistirá como estaba previsto",
                "participará según lo previsto",
                "sigue en la delegación",
                "queda inscrita",
                "mantiene su inscripción",
            ],
        ),
        "Los demás asisten como estaba previsto.",
        "Nada cambia para la Sra. Gil.",
        "Mi inscripción no se ve afectada.",
        "El resto de la delegación no cambia.",
        "Mantengo mi inscripción.",
        "Mantenemos nuestra participación.",
        "La Sra. Gil sí asistirá.",
        "Mi colega continúa en la lista.",
        "Los demás siguen igual.",
        "La inscripción de la Sra. Gil se mantiene.",
        "Por favor mantengan la inscripción de la Sra. Gil.",
        "La Sra. Gil mantiene su participación.",
        "Yo sí iré.",
        "Las otras dos personas siguen inscritas.",
    ],
)
def test_who_keeps_a_place_stays(text: str) -> None:
    assert stays(text)
    assert leaving(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *each(
            ["Yo no …."],
            ["asistiré", "participaré", "iré", "podré asistir", "viajo", "voy", "puedo ir", "estaré", "acudiré"],
        ),
        "No asistiré personalmente.",
        "Por mi parte, no viajaré.",
        "El suscrito no participará.",
        "A mí me es imposible asistir.",
        "Personalmente no podré estar presente.",
        "Yo, por mi parte, no voy a asistir.",
        "No asistiré yo mismo.",
        "El firmante no viajará.",
        "Lamentablemente no podré acompañar a la delegación.",
        "A mí no me será posible viajar.",
    ],
)
def test_who_sends_others_and_stays_at_home_says_so(text: str) -> None:
    assert phrases.has(text, "say.away")


# Wishes beside --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        *[
            ("visa", text)
            for text in (
                "Necesito una carta de invitación para el visado.",
                "Necesitaré visado.",
                "Requiero carta de apoyo para la visa.",
                "¿Podrían enviarme una carta para tramitar el visado?",
            )
        ],
        *[
            ("sponsorship", text)
            for text in (
                "Solicito apoyo financiero.",
                "¿Es posible recibir ayuda para el pasaje?",
                "¿Podrían cubrir mis gastos de viaje?",
                "No disponemos de presupuesto para viajar.",
                "Necesitaría una beca.",
                "¿Podrían financiar mi pasaje?",
                "Solicito que sufraguen mi alojamiento.",
            )
        ],
        *[
            ("own_cost", text)
            for text in (
                "Viajaré por cuenta propia.",
                "Los gastos correrán por nuestra cuenta.",
                "Nuestra institución cubrirá los gastos.",
                "Cubriré mis gastos.",
                "El Ministerio asumirá los gastos.",
                "Los gastos serán sufragados por la alcaldía.",
                "No necesito apoyo financiero.",
            )
        ],
        *[
            ("speaker", text)
            for text in (
                "Seré ponente en la sesión II.",
                "Puedo dar una charla.",
                "Me gustaría presentar una ponencia.",
                "Tomaré la palabra.",
                "Les envío mi presentación.",
                "Intervendré en el panel.",
            )
        ],
        *[
            ("comes_on_some_days", text)
            for text in (
                "Solo asistiré el primer día.",
                "Asistiré únicamente el 14 de junio.",
                "Estaré solamente el segundo día.",
                "Solo podré estar la primera mañana.",
            )
        ],
        *[
            ("ticket_issued", text)
            for text in (
                "Mi billete ya está emitido.",
                "Ya he comprado el pasaje.",
                "Tengo reservado el vuelo.",
                "Compré mis boletos.",
            )
        ],
        *[
            ("consent", text)
            for text in (
                "Autorizo a publicar mi nombre.",
                "Acepto que mi nombre figure en la lista.",
                "Consiento la publicación de mi nombre.",
            )
        ],
        *[
            ("no_consent", text)
            for text in (
                "No autorizo a publicar mi nombre.",
                "No deseo que mi nombre figure en la lista.",
                "Prefiero que no publiquen mi nombre.",
            )
        ],
        *[
            ("online", text)
            for text in (
                "Asistiré en línea.",
                "Participaré por Zoom.",
                "Me conectaré de forma remota.",
                "Seguiré el taller telemáticamente.",
            )
        ],
    ],
)
def test_a_wish_beside_is_noted(topic: str, text: str) -> None:
    assert phrases.has(text, f"note.{topic}")


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("sponsorship", "Gracias por su ayuda con el formulario."),
        ("own_cost", "Tomo nota de su cargo."),
        ("speaker", "El discurso del ministro fue muy bueno."),
        ("speaker", "Presento mis saludos."),
        ("comes_on_some_days", "Solo quería darles las gracias."),
        ("comes_on_some_days", "Solo tengo una pregunta."),
        ("ticket_issued", "Mi vuelo llega a las diez."),
        ("consent", "Acepto la plaza."),
        ("no_consent", "No acepto cambios."),
        ("online", "La línea de autobús llega al hotel."),
        ("note_verbale_follows", "Gracias por su nota."),
    ],
)
def test_what_only_sounds_like_a_wish_beside_is_none(topic: str, text: str) -> None:
    assert not phrases.has(text, f"note.{topic}")


# Machines -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *each(
            ["Estaré … hasta el 21 de mayo.", "Actualmente me encuentro … hasta el lunes.", "Estoy … esta semana."],
            [
                "ausente",
                "de vacaciones",
                "fuera de la oficina",
                "de viaje",
                "de licencia",
                "de permiso",
                "de baja",
                "en comisión de servicio",
                "en misión",
                "sin acceso al correo",
            ],
        ),
        "Este es un mensaje automático.",
        "Me reincorporaré el 21 de mayo.",
        "Responderé a su mensaje a mi regreso.",
        "Durante mi ausencia pueden escribir a Eva Gil (e.gil@imr.example.org).",
    ],
)
def test_who_is_away_from_the_desk_leaves_no_place(text: str) -> None:
    found = known_machine(facts(mail(text, sender=MARISOL, In_Reply_To=CONFIRMACION)), (), is_known=True)
    assert found is not None
    assert found.classification == "auto_reply"


@pytest.mark.parametrize(
    "text",
    [
        "Estaré de viaje en junio y no podré asistir. Anulen mi inscripción, por favor.",
        "Me encuentro de vacaciones, pero confirmo que deseo participar en el taller.",
        "Estaré fuera de la oficina; me sustituirá en el taller la Sra. Eva Gil.",
        "Estoy de baja médica y me es imposible viajar a Ginebra.",
        "Gracias por su mensaje. El lunes les envío el formulario.",
    ],
)
def test_who_speaks_of_a_place_is_no_machine(text: str) -> None:
    assert known_machine(facts(mail(text, sender=MARISOL, In_Reply_To=CONFIRMACION)), (), is_known=True) is None


# Whole mails ----------------------------------------------------------------------------------------------------------


def answer(text: str) -> str:
    """The class of an answer of somebody registered."""
    content = mail(f"Estimados señores:\n\n{text}\n\nAtentamente,\nMarisol", sender=MARISOL, In_Reply_To=CONFIRMACION)
    return understood(content).classification


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Me será imposible acompañarles. Les ruego dejar sin efecto mi registro.", "cancellation"),
        ("Sintiéndolo mucho, no voy a poder desplazarme a Ginebra en esas fechas.", "cancellation"),
        ("Me veo en la necesidad de declinar su amable invitación.", "cancellation"),
        ("Al final no voy. Un abrazo.", "cancellation"),
        ("Me suplirá mi colega Eva Gil, Analista (e.gil@red-retorno.example.org).", "substitution"),
        ("No podré viajar. Irá por mí la Sra. Eva Gil (e.gil@red-retorno.example.org).", "substitution"),
        ("Les ruego que modifiquen mi cargo: Directora General.", "update"),
        ("Allí estaremos. Saludos.", "update"),
        ("Finalmente me conectaré por videoconferencia en lugar de viajar.", "update"),
        ("¿A qué hora empieza la primera sesión?", "question"),
        ("No puedo abrir el formulario que me enviaron. ¿Podrían mandármelo de nuevo?", "question"),
        ("No podré enviarles la nota verbal antes del viernes.", "needs_review"),
        ("No sé si el Ministro asistirá.", "question"),
        ("Muchas gracias por todo.", "needs_review"),
        ("Confirmo la recepción de su correo.", "needs_review"),
    ],
)  # fmt: skip
def test_the_class_of_an_answer(text: str, kind: str) -> None:
    assert answer(text) == kind


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("Me encantaría sumarme al taller de junio.", "registration_request", ["Ana Ruiz Soler"]),
        ("Apúntenme al taller, por favor.", "registration_request", ["Ana Ruiz Soler"]),
        ("Anoten por favor a la Sra. Eva Gil, Analista, en el taller.", "registration_request", ["Eva Gil"]),
        (
            "Desearíamos acreditar a la Sra. Eva Gil y al Sr. Luis Paz Mora.",
            "registration_request",
            ["Eva Gil", "Luis Paz Mora"],
        ),
        ("Estamos valorando participar y quisiéramos conocer el programa.", "question", []),
        ("No consigo inscribirme en la página. ¿Me pueden ayudar?", "question", []),
        ("Desconozco si nuestra directora participará.", "question", []),
        ("Les ruego anulen mi participación.", "cancellation", []),
        ("El Ministro ha designado a la Sra. Eva Gil.", "registration_request", ["Eva Gil"]),
    ],
)
def test_the_class_of_a_first_mail(text: str, kind: str, names: list[str]) -> None:
    found = understood(mail(f"Estimados señores:\n\n{text}\n\nAtentamente,\n\nAna Ruiz Soler"))
    assert (found.classification, [one.full_name for one in found.proposals]) == (kind, names)
