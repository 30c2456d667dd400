"""French: who comes, goes, is sent, replaced or changed, in all persons and verbs; and what says nothing of it."""

from itertools import product

import pytest

from lexicon import phrases
from mailreader.findings import Understanding
from mailreader.wants import asks_for_self, comes_instead, stays, wants_of
from tests.mailreader.mails import mail, understood, xlsx

REMINDER = "<reminder.dlg27-2.0388.20270511@mail.events.example.org>"
BASTIEN = "Bastien Courvoisier <b.courvoisier@ville-montfalcon.example.org>"
STRANGER = "Renate Okonjo <r.okonjo@elsewhere.example.org>"


def said(text: str) -> list[str]:
    """The sentences of a text with one on each line."""
    return [line.strip() for line in text.strip().split("\n")]


def each(frames: list[str], members: list[str]) -> list[str]:
    """Each frame with each member at its underscore; "de" and "que" lose their vowel before one."""
    texts = [frame.replace("_", member) for frame, member in product(frames, members)]
    for word, vowel in product(("de", "que", "ne"), "aeiouyéêh"):
        texts = [text.replace(f" {word} {vowel}", f" {word[:-1]}'{vowel}") for text in texts]
    return texts


# To stay away. --------------------------------------------------------------------------------------------------------

TO_ATTEND = said("""
    participer à l'atelier
    assister à la réunion
    venir à Genève
    prendre part aux travaux
    être présente
    être des vôtres
    être parmi vous
    être là
    y participer
    y assister
    faire le déplacement
    effectuer le voyage
    répondre favorablement à votre invitation
    honorer cette invitation
    siéger avec vous
""")
CANNOT = said("""
    Je ne pourrai malheureusement pas _.
    Je ne peux plus _.
    Nous ne pourrons pas _ cette année.
    Mme Diallo ne pourra finalement pas _.
    Le ministre ne peut hélas _ en juin.
    Mes collègues ne pourront, à leur grand regret, pas _.
    Je ne serai pas en mesure de _.
    La délégation n'est plus en mesure de _.
    Nous ne sommes malheureusement pas en mesure de _.
    Je me trouve dans l'impossibilité de _.
    Je serai malheureusement dans l'impossibilité de _.
    Il m'est impossible de _.
    Il ne me sera pas possible de _.
    Il nous sera malheureusement impossible de _.
    Je n'aurai pas le plaisir de _.
    M. Sarr n'aura pas la possibilité de _.
    Nous n'avons plus l'intention de _.
    Je regrette vivement de ne pas pouvoir _.
    Je suis au regret de ne pouvoir _.
    Je ne souhaite plus _.
    Nous avons décidé de ne pas _.
    Un contretemps m'empêche de _.
    Je suis empêchée de _.
    Je dois renoncer à _.
""")


@pytest.mark.parametrize("text", each(CANNOT, TO_ATTEND))
def test_who_cannot_attend_stays_away(text: str) -> None:
    assert wants_of(text).cancel == [text]


MOVES = said("""
    me libérer
    me joindre à vous
    me rendre à Genève
    me déplacer
    m'y rendre
    vous rejoindre
""")


@pytest.mark.parametrize("text", each([*CANNOT[:2], "Il m'est impossible de _."], MOVES))
def test_who_cannot_get_away_stays_away(text: str) -> None:
    assert wants_of(text).cancel == [text]


DOES_NOT = said("""
    Je ne participerai pas à l'atelier.
    Je ne participe plus.
    Nous ne participerons finalement pas.
    Elle ne participera pas.
    Ils ne participent pas à la session.
    Je n'assisterai pas à la réunion.
    Mme Diallo n'assistera plus au cours.
    Nous n'assisterons pas.
    Je ne viendrai pas.
    Je ne viens plus.
    M. Sarr ne vient pas.
    Nous ne venons plus.
    Ils ne viendront malheureusement pas.
    Je n'irai pas à Genève.
    Nous n'irons plus.
    Elle n'ira pas.
    Je ne prendrai pas part à la rencontre.
    Nous ne prendrons donc pas part aux travaux.
    Je ne serai pas présent.
    Elle ne sera malheureusement pas présente.
    Nous ne serons pas des vôtres.
    Je ne serai pas parmi vous.
    Il ne sera pas là.
    Je n'y serai pas.
    Nous n'y participerons pas.
    Je n'y assisterai pas.
    Le maire ne sera pas à l'atelier.
    Je ne ferai pas le déplacement.
    Nous ne ferons finalement pas le voyage.
    Je ne me rendrai pas à Genève.
    Elle ne se déplacera pas.
    Je ne me joindrai pas à vous.
    Nous ne nous joindrons pas à la délégation.
    Je ne suis pas disponible à ces dates.
    Nous ne sommes plus disponibles.
    Mme Diallo n'est plus disponible.
    Je suis indisponible en juin.
    M. Sarr sera indisponible.
    Je ne suis pas libre ces jours-là.
    Je serai en mission à ces dates.
    Elle sera en congé à cette période.
    Nous serons en déplacement ces jours-là.
    Je suis retenue par d'autres obligations.
    Il est retenu ailleurs.
    Le directeur est empêché.
    J'ai un empêchement de dernière minute.
    Suite à un empêchement, je vous prie de m'excuser.
    Je serai absente lors de l'atelier.
    Veuillez excuser mon absence.
    Merci d'excuser l'absence de M. Sarr.
    M. Sarr est excusé.
    Ce sera sans moi.
    Elle ne fera pas partie de la délégation.
    Il n'en fait plus partie.
    M. Sarr ne travaille plus chez nous.
    Elle a quitté ses fonctions.
    Il a quitté notre institution.
    M. Sarr n'est plus en poste.
""")


@pytest.mark.parametrize("text", DOES_NOT)
def test_who_does_not_come_stays_away(text: str) -> None:
    assert wants_of(text).cancel == [text]


WITHDRAWALS = said("""
    Je souhaite annuler _.
    Merci d'annuler _.
    Veuillez annuler _.
    Je vous prie de bien vouloir annuler _.
    Je suis contraint d'annuler _.
    Nous devons annuler _.
    J'annule _.
    Nous annulons _.
    Prière d'annuler _.
    Pourriez-vous annuler _ ?
    Je me vois dans l'obligation d'annuler _.
    Je retire _.
    Je dois retirer _.
    Merci de supprimer _.
    Je renonce à _.
    Nous sommes contraints de renoncer à _.
""")
PLACES = said("""
    ma participation
    mon inscription
    notre inscription
    sa participation à l'atelier
    l'inscription de M. Sarr
""")


@pytest.mark.parametrize("text", each(WITHDRAWALS, PLACES))
def test_who_withdraws_it_gives_the_place_up(text: str) -> None:
    assert wants_of(text).cancel == [text]


GIVES_UP = said("""
    Je me désiste.
    Mme Diallo se désiste.
    Nous nous désistons.
    Suite au désistement de M. Sarr, une place est libre.
    Je me retire.
    Je dois me retirer.
    Je décline votre invitation.
    Nous devons décliner cette offre de place.
    Je suis obligée de décliner.
    Merci de me retirer de la liste.
    Merci de rayer M. Sarr de la liste des participants.
    Retirez-moi de la liste, s'il vous plaît.
    Veuillez me désinscrire.
    Désinscrivez-moi de l'atelier.
    Merci de procéder à la désinscription de M. Sarr.
    Merci d'annuler.
    Je dois annuler.
    Annulation de ma participation
    Je vous prie de noter l'annulation de mon inscription.
    L'inscription de M. Sarr est à annuler.
    Je libère ma place.
    Vous pouvez disposer de ma place.
    Ma place est libre.
    Vous pouvez attribuer ma place.
    Je rends ma place.
    Nous libérons nos deux places.
    Je souhaite me désinscrire.
    Je retire ma candidature.
    Veuillez supprimer mon nom de la liste.
    Nous renonçons à venir.
    Je préfère y renoncer.
    Un imprévu professionnel m'oblige à annuler ma venue.
    Malheureusement, je suis dans l'incapacité de participer à cet atelier.
    Je suis au regret de vous annoncer que je ne serai pas parmi vous.
    Pour des raisons familiales, je dois me désister.
    Je vous prie de m'excuser, je ne pourrai être des vôtres.
    Je ne pourrai me rendre à Genève.
    Mon emploi du temps ne me permet pas de participer.
    Mes obligations ne me permettront pas d'assister à la réunion.
    Ma hiérarchie ne m'a pas autorisé à participer.
    Je n'ai pas obtenu l'autorisation de me déplacer.
    Je n'ai pas eu l'accord de ma direction pour participer.
    Je serai dans l'incapacité de faire le voyage.
    M. Sarr ne fera pas le voyage.
    Elle ne pourra pas se libérer.
    Notre déléguée est souffrante et ne pourra pas voyager.
    Je suis navrée de devoir annuler.
    Je ne pourrai malheureusement pas être présent lors de cette rencontre.
    Veuillez ne plus me compter parmi les participants.
    Ne comptez plus sur ma présence.
    Ne comptez pas sur moi.
    Je ne suis plus en mesure d'honorer mon engagement.
    Nous avons le regret de vous informer que notre délégation ne participera pas.
    Le Burkina Faso ne sera pas représenté.
    Nous n'enverrons personne.
    Nous n'enverrons pas de délégué.
    Notre organisation ne prendra pas part à l'atelier.
    Je me vois contrainte de décliner votre aimable invitation.
    Je dois malheureusement vous faire part de mon désistement.
    Merci de bien vouloir considérer mon inscription comme annulée.
    Merci d'enlever mon nom de la liste des participants.
    Merci de ne plus tenir compte de mon inscription.
    Je vous demande d'annuler ma participation.
    Je souhaiterais annuler.
    Je suis dans l'obligation de renoncer.
    Il m'est malheureusement impossible de me joindre à vous.
    Je ne pourrai hélas y assister.
    On ne pourra pas venir.
    Je ne peux pas venir.
    je pourrai pas venir
    Je ne pourrais pas être là, désolé.
    Ma participation est compromise, veuillez l'annuler.
    Je n'y participerai pas.
    Mme Diallo n'assistera pas à la séance de mardi.
    Suite à un changement d'affectation, je ne participerai plus.
    Je suis en arrêt et ne pourrai pas venir.
    Je serai en congé maternité à ces dates.
    Le directeur sera absent à ces dates.
    M. Sarr est dans l'impossibilité de se déplacer.
    M. Sarr a été muté et ne participera pas.
    Je ne viens finalement pas.
    Finalement je ne viens pas.
    Je n'ai plus la possibilité de venir.
    Je ne serai finalement pas disponible aux dates prévues.
    Il ne nous sera pas possible d'être représentés.
    Nous nous voyons dans l'obligation d'annuler notre participation.
    Prière de bien vouloir excuser l'absence de la Directrice.
    Je vous prie de bien vouloir excuser mon absence à cette réunion.
    Nous regrettons de ne pouvoir donner une suite favorable à votre invitation.
    Nous ne pourrons malheureusement donner suite à votre invitation.
    Je ne serai malheureusement pas en mesure d'y prendre part.
    Notre ambassadrice ne pourra, en raison d'un déplacement, assister à l'ouverture de la conférence.
    Le directeur vous prie de l'excuser : il ne pourra pas être présent.
    Elle regrette de ne pouvoir être des vôtres.
    Je me vois malheureusement dans l'impossibilité d'assister à cet atelier.
    J'ai le regret de vous informer que je ne pourrai participer à l'atelier.
    Je dois me retirer de la délégation.
    Je vous demande de bien vouloir me retirer de la liste des participants.
    Nous avons dû annuler notre déplacement.
    Ma venue à Genève est annulée.
    Je ne pourrai plus me rendre disponible.
    Je ne suis pas disponible les 14 et 15 juin.
    Je suis contrainte d'annuler ma présence.
    Il m'est difficile de venir, je préfère annuler.
    Nous ne serons finalement pas présents.
    Nous avons renoncé à participer.
    Nous ne donnerons pas suite à votre invitation.
    Nous ne pourrons pas répondre favorablement à votre aimable invitation.
""")


@pytest.mark.parametrize("text", GIVES_UP)
def test_who_gives_the_place_up_says_so_in_many_ways(text: str) -> None:
    assert wants_of(text).cancel == [text]


NOBODY_LEAVES = said("""
    Je ne pourrai pas vous envoyer la note verbale avant lundi.
    Je ne peux pas ouvrir le formulaire.
    Je ne peux pas joindre le fichier.
    Nous ne pouvons pas répondre à votre demande.
    Je n'ai pas pu trouver l'hôtel.
    Je ne peux pas ouvrir le lien pour participer.
    Je ne sais pas si le Ministre participera.
    Je ne sais pas encore si je pourrai venir.
    Nous ignorons si la Directrice pourra assister à la réunion.
    Je ne peux pas vous dire qui va venir.
    Je ne suis pas en mesure de vous confirmer les noms.
    Nous sommes dans l'impossibilité d'ouvrir la pièce jointe.
    Il m'est impossible de remplir le formulaire.
    Il n'est pas possible de télécharger le programme.
    Je n'ai pas reçu le lien permettant de participer.
    Je n'ai pas encore eu le plaisir de participer à vos ateliers.
    Ce ne sera pas nécessaire.
    Le visa ne sera pas requis.
    La séance ne sera pas enregistrée.
    Je ne serai pas joignable demain.
    Je ne serai pas au bureau vendredi.
    Le formulaire n'est pas disponible.
    Le programme n'est pas encore disponible en français.
    Le site est indisponible.
    Le lien n'est plus disponible.
    Je ne manquerai pas de participer.
    N'hésitez pas à venir vers moi.
    Cette liste annule et remplace la précédente.
    Mon vol a été annulé.
    L'atelier de mars avait été annulé.
    J'ai annulé mon hôtel.
    Je renonce à la prise en charge.
    Nous déclinons toute responsabilité.
    Votre candidature a été retenue par le comité.
    Rien n'empêche d'avancer.
    Un problème technique m'empêche d'ouvrir le fichier.
    Cela ne m'empêchera pas de venir.
    En cas d'empêchement, je vous préviendrai.
    Si je ne peux pas venir, je vous le dirai.
    Je vous préviendrai si je ne peux pas venir.
    En cas de désistement, je serais ravie de venir.
    Si une place se libère, je suis preneur.
    Merci de me retirer de votre liste de diffusion.
    Pour vous désinscrire de cette lettre, cliquez ici.
    Le dîner ne fait pas partie du programme.
    Je ne peux participer qu'en ligne.
    Je ne participerai que le premier jour.
    Je ne serai présente que le 14 juin.
    Nous ne pourrons participer que le matin.
    Je n'annule pas ma participation.
    Je ne souhaite pas renoncer à ma place.
    Je ne peux pas vous assister dans cette démarche.
    Nous ne pouvons pas participer aux frais.
    Le message ne vient pas de moi.
    Nous ne pourrons peut-être pas venir.
    Je risque de ne pas pouvoir venir.
    Je n'ai pas pu assister à l'atelier de mars.
    Nous n'avions pas pu participer l'an dernier.
    Je regrette de ne pas avoir pu participer au premier atelier.
    Veuillez excuser mon absence de réponse.
    Je vais retirer mon badge à l'accueil.
    Je n'ai pas d'adresse professionnelle.
    Je ne parle pas anglais.
    Je reviens vers vous dès que possible.
    Il ne sera pas remplacé.
    Je ne viens pas d'Afrique de l'Ouest.
    Ma femme m'accompagnera à Genève mais ne participera pas à la réunion.
    Politique d'annulation
    Les conditions d'annulation sont-elles connues ?
    Vous ne pouvez pas participer sans badge.
    Je ne pourrai pas arriver avant 10 h.
    Je viendrai plus tard.
    Je ne viendrai pas seule.
    Je ne viendrai pas avant midi.
    Je ne participerai pas en tant que délégué mais comme observateur.
    Mme Diallo est absente de la liste des participants à l'atelier.
    Je ne peux pas venir au dîner du 14 juin.
    Nous ne viendrons pas à la réception.
    Merci de m'indiquer les conditions d'annulation.
    Je ne pourrai pas rester jusqu'à la fin.
    Je ne peux pas me connecter au portail.
    Je ne peux pas télécharger le badge.
    Nous ne pouvons pas prendre en charge les frais.
    Je ne peux pas imprimer la lettre d'invitation.
    Je ne pourrai pas vous répondre avant lundi.
    Je ne pourrai pas faire de présentation.
    Je ne peux pas vous donner les noms avant vendredi.
    Je ne suis pas en mesure de payer l'hôtel.
    Je ne serai pas accompagnée.
    Mon collègue ne connaît pas encore ses dates.
    Je n'ai pas reçu de confirmation.
    Je n'ai pas encore reçu mon visa.
    Ma participation n'est pas encore confirmée.
    Je n'ai pas besoin d'hôtel.
    Je ne souhaite pas que mon nom soit publié.
    Je ne souhaite pas de repas.
    Pouvez-vous me dire si je peux annuler plus tard ?
    Quelles sont les conditions d'annulation ?
    Je vous confirme que je n'ai pas annulé.
    L'absence de réponse vaut accord.
    Je serai absente du bureau jusqu'à lundi.
    Les personnes empêchées peuvent suivre en ligne.
    Vous ne pourrez plus vous inscrire après le 28 mai.
    Si vous ne pouvez pas participer, merci de nous prévenir.
    Merci de nous prévenir en cas d'absence.
    Toute annulation doit être communiquée par écrit.
    Le directeur n'a pas pu signer la note.
    Je n'ai pas pu m'inscrire en ligne.
    Impossible de m'inscrire en ligne.
    Je n'arrive pas à m'inscrire.
    Il ne me manque que le visa.
    Je ne serai joignable que par courriel.
    Nous ne demandons pas de prise en charge.
    Ce lien ne fonctionne pas.
    Je ne vois pas mon nom sur la liste.
    Mon nom ne figure pas sur la liste.
    Ne tenez pas compte de mon précédent message.
    Je ne suis pas le destinataire de ce message.
    Je ne suis pas la bonne personne.
    Ce n'est pas la peine de répondre.
    Si l'un de vous ne peut pas venir, dites-le moi.
    J'espère ne pas vous déranger.
    Je ne pense pas avoir reçu le programme.
    L'hôtel n'est plus disponible.
    Aucune chambre n'est disponible.
    La visioconférence ne sera pas disponible.
    Je me libère à 17 h.
    Je suis disponible pour toute question.
    Je ne suis disponible que le matin.
    Je n'ai pas eu le temps de lire le document.
    Le document ne peut être ouvert.
    Nous ne pouvons que vous féliciter.
    Je ne peux que me réjouir.
    Je ne peux pas m'absenter plus de deux jours.
    Je ne pourrai pas rester après 17 h.
    Je ne peux pas prendre l'avion avant le 14.
    Je ne peux pas vous rejoindre par téléphone.
    Je n'ai pas pu vous joindre.
    Vous ne pouvez plus annuler en ligne.
    Je n'ai pas reçu de réponse à ma demande d'inscription.
    Je ne suis pas certain de l'adresse.
    Je ne suis pas sûr de pouvoir venir.
    Il n'est pas prévu que le ministre prenne la parole.
    Le ministre ne prendra pas la parole.
    Nous ne demandons pas que l'on prenne en charge les frais de participation.
    Le train ne sera pas à l'heure.
    Notre site ne sera pas disponible ce week-end.
    Je n'enverrai pas de présentation.
    Nous n'enverrons pas de documents papier.
    La délégation ne sera pas nombreuse.
    Les participants ne seront pas remboursés.
    La participation ne sera pas rémunérée.
    Je ne fais pas partie de cette liste de diffusion.
    Cela ne fait pas partie de mes attributions.
    Je ne manquerai pas l'atelier.
    Rien ne m'empêchera de venir.
    Je retire ma question.
    Je retire ma remarque précédente.
    Je supprime la pièce jointe.
    Merci de supprimer les doublons.
    Je décline toute responsabilité.
    J'ai quitté la salle à 17 h.
    J'ai dû quitter la réunion avant la fin.
    Le formulaire en ligne ne permet pas de joindre un fichier.
    Je n'ai malheureusement pas d'informations à vous donner.
    Nous ne sommes pas encore en mesure de vous dire combien nous serons.
    Sauf empêchement, je serai là.
    À moins d'un empêchement, je viendrai.
    Je vous prie d'excuser ma réponse tardive.
    Veuillez excuser mon retard.
    Je m'excuse de cette erreur.
    Je suis indisponible demain pour un appel.
    M. Sarr n'est pas joignable.
    Je ne suis pas libre pour un appel demain.
    Mon assistante n'est pas disponible cette semaine, écrivez-moi directement.
    Je ne participerai pas au vote.
    Je ne viens pas de l'aéroport mais de la gare.
    Je ne peux malheureusement participer que le matin.
    Je ne suis plus étudiant mais chercheur.
""")


@pytest.mark.parametrize("text", NOBODY_LEAVES)
def test_nobody_leaves_where_something_else_cannot_be_done(text: str) -> None:
    assert wants_of(text).cancel == []


# To ask for a place. --------------------------------------------------------------------------------------------------

TO_COME = said("""
    participer à l'atelier
    assister à la réunion
    prendre part au cours
    venir à l'atelier
    m'inscrire
    me joindre à vous
    y participer
    être présente à l'atelier
    être des vôtres
""")
I_WANT = said("""
    Je souhaite _.
    Je souhaiterais _.
    J'aimerais _.
    Je voudrais _.
    Je désire _.
    Je veux _.
    J'ai l'intention de _.
    J'ai bien l'intention de _.
    J'espère _.
    Je compte _.
    Je prévois de _.
    Je serais ravie de _.
    Je serais très heureux de _.
    Je serais honorée de _.
    Je suis intéressée à _.
    J'ai le plaisir de vous confirmer mon souhait de _.
    Je vous saurais gré de me permettre de _.
    Je demande à _.
    Je sollicite la possibilité de _.
    Je tiens à _.
    Je suis désireux de _.
""")


@pytest.mark.parametrize("text", each(I_WANT, TO_COME))
def test_who_wants_to_come_asks_for_a_place(text: str) -> None:
    wants = wants_of(text)
    assert wants.request == [text]
    assert asks_for_self(wants, has_others=False) == text


SELF = said("""
    Inscrivez-moi, s'il vous plaît.
    Merci de m'inscrire.
    Veuillez m'enregistrer pour l'atelier.
    Merci de me compter parmi les participants.
    Pourriez-vous m'ajouter à la liste ?
    Pouvez-vous m'inscrire ?
    Je vous prie de bien vouloir m'inscrire.
    Merci de prendre en compte mon inscription.
    Je m'inscris.
    Je participerai à l'atelier.
    Je viendrai.
    J'assisterai aux deux journées.
    Je prendrai part au cours.
    Je serai présent.
    Je serai des vôtres.
    J'y serai.
    Comptez sur ma présence.
    Comptez-moi parmi les participants.
    Je serai parmi vous.
    Réservez-moi une place.
    Merci de me réserver une place.
    Je suis intéressé par l'atelier.
    Je sollicite mon inscription au cours.
    Je sollicite une place.
    Je soussigné sollicite ma participation.
    Je pose ma candidature.
    Je présente ma candidature au cours.
    Je suis candidate.
    Je vous adresse ma candidature.
    Mettez-moi sur la liste.
    Je ferai le déplacement.
    Je me rendrai à Genève.
    Je me joindrai à vous.
    Une place pour moi, s'il vous plaît.
    J'accepte votre invitation.
    Je peux participer.
    Je pourrai venir.
    Ajoutez-moi à la liste.
    Notez ma participation.
    Je confirme ma venue.
    Je souhaite vivement prendre part à vos travaux.
    Pourriez-vous m'inscrire à cet atelier ?
    Je serais ravi d'y assister.
    Je voudrais être inscrit à l'atelier.
    Je souhaiterais être ajoutée à la liste des participants.
    J'aimerais pouvoir y participer.
    Veuillez noter ma participation.
    Je vous informe de ma participation à l'atelier.
    Je serai heureux de prendre part à l'atelier.
    Par la présente, je sollicite votre bienveillance pour participer à l'atelier.
    Je viens par la présente solliciter mon inscription.
    J'ai l'honneur de solliciter une place à l'atelier.
    Je m'inscris à l'atelier.
    Je suis très intéressé par ce cours.
    J'ai l'honneur de vous faire part de mon intérêt pour ce cours.
    Je souhaite m'y inscrire.
    Est-il possible de m'inscrire ?
    Je me permets de vous écrire pour m'inscrire.
    Je désire faire partie des participants.
    Je voudrais confirmer ma participation.
    Ci-dessous mes coordonnées pour mon inscription.
    Je prendrai part aux deux journées.
    Je compte y assister.
    Je souhaiterais assister en personne à l'atelier.
    Nous souhaiterions participer, mon collègue et moi.
    Je voudrais réserver une place.
    Je souhaite obtenir une place.
    Je souhaite suivre le cours.
    J'aimerais suivre cette formation.
    Je suivrai l'atelier en ligne.
    Je souhaite intégrer la formation.
    Je souhaiterais donc prendre part à cet atelier.
    Je souhaite, si cela est encore possible, m'inscrire.
    J'ai très envie de participer.
    Je serais vraiment heureuse de pouvoir participer.
    Je vous saurais gré de m'inscrire.
    Je vous remercie de bien vouloir m'inscrire au cours.
    J'aimerais assister à la réunion.
    Auriez-vous encore une place pour moi ?
    Veuillez me compter parmi les participants.
    C'est avec plaisir que je participerai.
    Je voudrais bien venir.
    Bien volontiers, je participerai.
""")


@pytest.mark.parametrize("text", SELF)
def test_who_asks_for_the_own_place(text: str) -> None:
    wants = wants_of(text)
    assert wants.request == [text]
    assert asks_for_self(wants, has_others=False) == text


OF_OTHERS = said("""
    Merci d'inscrire _.
    Veuillez inscrire _.
    Je vous prie d'inscrire _.
    Prière d'enregistrer _.
    Inscrivez _.
    Je souhaite inscrire _.
    Nous aimerions inscrire _.
    Nous désignons _.
    Nous avons désigné _.
    Notre ministère a désigné _.
    Le ministère nomme _.
    Nous proposons _ pour ce cours.
    Nous avons l'honneur de proposer la candidature de _.
    Merci d'ajouter _ à la liste.
    Nous souhaitons envoyer _.
    Nous enverrons _ à l'atelier.
    Nous serons représentés par _.
    Le ministère sera représenté par _.
    Je demande l'inscription de _.
    J'ai l'honneur de vous communiquer la désignation de _.
    Nous déléguons _.
    Je vous saurais gré de bien vouloir inscrire _.
    Pourriez-vous inscrire _ ?
    Nous mandatons _.
    Notre délégation se compose de _.
    Notre délégation sera conduite par _.
    Je souhaite que vous inscriviez _.
    Faites inscrire _, je vous prie.
    Nous dépêcherons _.
    Merci de bien vouloir procéder à l'inscription de _.
""")
COME = said("""
    participera à l'atelier
    assistera à la réunion
    viendra à Genève
    prendra part au cours
    représentera le ministère
    sera présente
    sera des nôtres
    fera le déplacement
    souhaite participer
    aimerait assister à l'atelier
    sera notre représentante
    a été désignée
    participe à l'atelier
    nous représentera
    se rendra à l'atelier
    est intéressée par l'atelier
    confirme sa participation
    désire s'inscrire
    accepte votre invitation
""")

SENT = said("""
    Je vous prie de bien vouloir noter la participation de M. Sarr.
    Voici le nom de notre représentant : M. Sarr.
    Le ministère a le plaisir de désigner Mme Diallo.
    Mme Diallo a été mandatée pour participer à l'atelier.
    M. Sarr prendra part à l'atelier au nom de l'Agence.
    Nous aimerions que Mme Diallo participe à l'atelier.
    Je voudrais inscrire deux collègues.
    Merci de retenir deux places pour notre équipe.
    Notre choix s'est porté sur Mme Diallo.
    La personne désignée est Mme Diallo.
    Mme Diallo est désignée point focal et participera.
    Nous vous communiquons ci-après les noms de nos participants.
    Mme Diallo se joindra à vous.
    M. Sarr se rendra à Genève.
    Deux agents de notre service participeront.
    L'Ambassade a l'honneur de faire savoir que M. Sarr représentera le pays.
    M. Sarr dirigera la délégation.
    Mme Diallo souhaiterait vivement prendre part à l'atelier.
    Il serait utile que Mme Diallo assiste à la réunion.
    Mme Diallo est autorisée à participer à l'atelier.
    Nous avons retenu Mme Diallo pour cet atelier.
    Nous vous proposons Mme Diallo.
    Je recommande Mme Diallo pour cette formation.
    Veuillez prendre note de l'inscription de M. Sarr.
    Nous serions heureux que M. Sarr puisse participer.
    Nous souhaitons faire participer M. Sarr.
    Pourriez-vous ajouter M. Sarr à la liste ?
    J'accompagnerai le ministre.
    Le ministre sera accompagné de M. Sarr.
    Nous confirmons la présence de M. Sarr.
    Notre institution sera représentée par M. Sarr.
    Nous enverrons deux représentants.
    M. Sarr sera parmi vous.
    M. Sarr sera des vôtres.
    Les personnes ci-après participeront.
""")


@pytest.mark.parametrize("text", [*each(OF_OTHERS, ["Mme Awa Diallo"]), *each(["Mme Awa Diallo _."], COME)])
def test_somebody_else_is_to_come(text: str) -> None:
    wants = wants_of(text)
    assert wants.request == [text]
    assert asks_for_self(wants, has_others=True) == ""


@pytest.mark.parametrize("text", SENT)
def test_somebody_is_sent_in_many_ways(text: str) -> None:
    assert wants_of(text).request == [text]


NO_REQUEST = said("""
    Je ne souhaite pas participer.
    Je voudrais savoir qui peut participer.
    Je souhaite connaître les conditions pour participer.
    Si vous souhaitez participer, répondez avant le 28 mai.
    Je vous souhaite un bon atelier.
    Nous souhaitons la bienvenue à tous.
    Je reste à votre disposition.
    Je vous remercie de votre message.
    Merci de votre invitation.
    Je ne peux pas encore dire qui viendra.
    Nous n'avons pas encore décidé qui participera.
    Je voudrais savoir comment m'inscrire.
    Comment s'inscrire ?
    Faut-il s'inscrire ?
    Avant de m'inscrire, je voudrais voir le programme.
    J'ai eu le plaisir de participer au premier atelier.
    J'ai participé à l'atelier de mars.
    Nous avons assisté à la réunion de 2025.
    Je ne sais pas si elle viendra.
    Ce message et ses pièces jointes sont confidentiels.
    Bien cordialement,
    Responsable des inscriptions
    Chargée de la participation citoyenne
    Je vous envoie le rapport.
    J'espère que vous allez bien.
    J'espère que mon message vous trouvera en bonne santé.
    Merci de m'indiquer l'adresse de l'hôtel.
    Je souhaite modifier mon adresse.
    Je vous remercie de la possibilité de participer aux frais.
    Je voudrais vous remercier.
    Merci de m'envoyer le programme.
    Le rapport nous aidera beaucoup.
    Veuillez agréer, Madame, l'expression de mes sentiments distingués.
    Nous comptons 200 agents.
    Je compte sur vous.
    Je note la date.
    J'ai bien noté votre réponse.
    Je vous prie de noter que mon adresse a changé.
    Notre ministère compte trois directions.
    J'aurais aimé participer.
    Nous n'avons personne pour participer.
    Il fait beau à Genève.
    La réservation de mon hôtel est faite.
    J'ai réservé mon vol.
    Je demande un reçu.
    Je suis intéressée par les actes de la conférence de 2024.
    Je viens de recevoir votre message.
    Nous venons de déménager.
    Je viens vers vous au sujet de la facture.
    Le délai est-il passé ?
    La session de questions sera présentée par notre collègue.
    Nous vous enverrons le rapport.
    Nous avons bien reçu votre invitation.
    Merci pour l'organisation de cet atelier.
    Pourriez-vous m'envoyer le formulaire d'inscription ?
    Où puis-je trouver le formulaire d'inscription ?
    Quelle est la date limite d'inscription ?
    Les inscriptions sont-elles encore ouvertes ?
    Qui peut participer ?
    La participation est-elle payante ?
    Combien de personnes peuvent participer ?
    Je viens d'apprendre que l'atelier est complet.
    Le lien d'inscription ne marche pas.
    Je vous serais reconnaissant de m'envoyer le programme.
    Je transmets votre message au service compétent.
    Notre réponse suivra la semaine prochaine.
    Nous reviendrons vers vous prochainement.
    J'ai bien participé à l'atelier de mars, merci.
    Serait-il possible de recevoir les présentations ?
    Merci de m'envoyer la liste des participants.
    Je souhaite recevoir une attestation de participation.
    Pourrais-je avoir une attestation de présence ?
    Je vous remercie pour votre participation.
    La Ministre vous remercie de votre invitation.
    Nous n'avons pas encore désigné notre représentant.
    Directeur de la participation citoyenne
    Je vous souhaite une bonne continuation.
    Je vous ferai parvenir le rapport de participation.
    Merci de me faire parvenir le lien de connexion.
    Nous avons pris connaissance de votre invitation.
    Je compte mes jours de congé.
    Je tiens à vous remercier de votre accueil.
    Je pense à vous.
    Je pense que tout est clair.
    Je demande à mon secrétariat de vous écrire.
    Nous espérons vous lire bientôt.
    J'espère vous revoir.
    Je prévois un temps de pause.
    Le directeur vous remercie.
    Nous vous proposons une réunion en ligne.
    Mme Diallo vous écrira demain.
    Votre demande d'inscription nous est bien parvenue.
    Pouvez-vous m'envoyer une copie de mon badge ?
    Le représentant du maire est absent.
    Je voudrais un café.
    Pouvez-vous ajouter un lien vers le programme ?
""")


@pytest.mark.parametrize("text", NO_REQUEST)
def test_nobody_asks_for_a_place_where_something_else_is_said(text: str) -> None:
    wants = wants_of(text)
    assert (wants.request, wants.strong) == ([], [])


NOT_OF_THE_WRITER = said("""
    Je vous informe que Mme Diallo participera à l'atelier.
    Je propose Mme Diallo pour participer.
    Je souhaite que Mme Diallo puisse participer.
    J'espère qu'elle viendra.
    Merci d'inscrire ma collègue.
    Je confirme la participation de Mme Diallo.
    Je souhaite inscrire Mme Diallo.
    Je vous annonce la venue de M. Sarr.
    Je vous communique le nom de la personne qui assistera à la réunion.
    Merci de prendre note de sa participation.
    Je vous serais reconnaissant de permettre à M. Sarr de participer.
    Ma directrice souhaite participer.
    Mon collègue viendra.
    Merci d'adresser toute la correspondance à moi-même.
    Notre directeur aimerait assister à l'atelier.
""")


@pytest.mark.parametrize("text", NOT_OF_THE_WRITER)
def test_who_writes_of_somebody_else_is_not_asking_for_the_own_place(text: str) -> None:
    assert asks_for_self(wants_of(text), has_others=True) == ""


@pytest.mark.parametrize(
    "text",
    said("""
        Merci d'inscrire trois personnes : moi-même, Mme Diallo et M. Sarr.
        Ma directrice, Mme Diallo, et moi-même souhaitons participer.
        Veuillez nous inscrire, Mme Diallo et moi.
        Mme Diallo m'accompagnera.
    """),
)
def test_who_comes_with_others_asks_for_the_own_place_too(text: str) -> None:
    assert asks_for_self(wants_of(text), has_others=True) == text


# To be replaced. ------------------------------------------------------------------------------------------------------

REPLACED = said("""
    _ me remplacera.
    Je serai remplacé par _.
    Je me ferai remplacer par _.
    _ viendra à ma place.
    _ participera à l'atelier à ma place.
    _ assistera à la réunion en lieu et place de M. Sarr.
    Merci de remplacer M. Sarr par _.
    Nous remplaçons M. Sarr par _.
    _ prendra ma place.
    _ prend la place de M. Sarr.
    _ me représentera.
    Je me ferai représenter par _.
    En remplacement de M. Sarr, nous désignons _.
    Je cède ma place à _.
    Je laisse ma place à _.
    _ occupera ma place.
    Merci d'inscrire _ au lieu de M. Sarr.
    _ viendra plutôt que moi.
    Nous souhaitons substituer _ à M. Sarr.
    _ me suppléera.
    _ sera ma suppléante.
    Changement de participant : _ pour M. Sarr.
    _ ira à Genève à ma place.
    Ma place revient à _.
    _ vient en lieu et place de M. Sarr.
    _ est le successeur de M. Sarr.
    C'est _ qui viendra à ma place.
    Merci de transférer mon inscription à _.
    Veuillez attribuer ma place à _.
    _ assurera mon remplacement.
""")


REPLACED_BY = said("""
    Mme Diallo viendra en remplacement de M. Sarr.
    M. Sarr sera remplacé par Mme Diallo.
    C'est ma collègue Mme Diallo qui y assistera à ma place.
    Mme Diallo me remplacera au pied levé.
    Mme Diallo assurera l'intérim et viendra à ma place.
    Veuillez noter que Mme Diallo prendra la place de M. Sarr.
    Je donne ma place à ma collègue Mme Diallo.
    Pourriez-vous mettre Mme Diallo à ma place ?
    Peut-on inscrire Mme Diallo à la place de M. Sarr ?
    J'ai demandé à Mme Diallo de me remplacer.
    J'ai demandé à Mme Diallo de me représenter.
    Je délègue ma place à Mme Diallo.
    M. Sarr cède sa place à Mme Diallo.
    Mme Diallo, et non M. Sarr, participera à l'atelier.
    Mme Diallo vient à la place de son directeur.
    Mme Diallo prendra le relais de M. Sarr.
    Mme Diallo se substituera à M. Sarr.
""")


@pytest.mark.parametrize("text", [*each(REPLACED, ["Mme Awa Diallo"]), *REPLACED_BY])
def test_another_comes_in_somebody_s_place(text: str) -> None:
    assert wants_of(text).substitute == [text]


INSTEAD = said("""
    Je viendrai à sa place.
    Je participerai à l'atelier à sa place.
    J'assisterai à la réunion à la place de M. Sarr.
    Je le remplacerai.
    Je la remplace.
    Je remplacerai Mme Diallo.
    C'est moi qui viendrai à sa place.
    Je prendrai sa place.
    J'irai à sa place.
    Je serai présente en lieu et place de M. Sarr.
    Je suis désignée pour remplacer M. Sarr.
    Je participerai en remplacement de M. Sarr.
""")


@pytest.mark.parametrize("text", INSTEAD)
def test_the_writer_comes_in_somebody_s_place(text: str) -> None:
    assert wants_of(text).substitute == [text]
    assert comes_instead(text)


NOBODY_IS_REPLACED = said("""
    Il ne sera pas remplacé.
    Cette liste annule et remplace la précédente.
    Cette version remplace celle du 3 mai.
    Je vous écris en tant que directeur suppléant.
    Suppléant du préfet
    Sur place, qui nous accueillera ?
    Y a-t-il encore de la place ?
    La place des villes dans le dialogue
    Il reste une place.
    Personne ne me remplacera.
    Nous n'avons pas de remplaçant.
    Je serai sur place le 13 juin.
    Le panel représentera tous les continents.
    Je représenterai le ministère.
    Elle viendra avec moi.
    La salle sera mise en place la veille.
    Merci de votre réponse, plutôt rapide.
    Nous avons mis en place un comité.
    Je laisse mon téléphone allumé.
    Je vous transfère ce message.
    Mon successeur n'a pas encore été nommé.
    Mme Diallo représentera le ministère.
    Où est la place des Nations ?
    Je prendrai place au premier rang.
    Je serai représenté au dîner.
    J'ai laissé mon parapluie dans la salle.
    Y a-t-il des places assises ?
    Merci de réserver ma place.
    Je prends la place près de la fenêtre ?
    Ma place est-elle au premier rang ?
    Merci de laisser une place pour les interprètes.
    La mise en place est prévue à 8 h.
    Je transfère votre demande à ma collègue.
    Qui représente la ville ?
    Nous n'avons pas prévu de remplaçant.
    Je ne serai pas remplacé.
    Mon suppléant n'a pas encore été désigné.
""")


@pytest.mark.parametrize("text", NOBODY_IS_REPLACED)
def test_nobody_is_replaced_where_something_else_takes_a_place(text: str) -> None:
    wants = wants_of(text)
    if "version" not in text:  # a thing for a thing is known by what it is
        assert wants.substitute == []
    assert not comes_instead(text)


# To change something. -------------------------------------------------------------------------------------------------

CHANGES = [
    *each(
        said("""
            Merci de modifier _.
            Veuillez corriger _.
            Pourriez-vous mettre à jour _ ?
            Je souhaite changer _.
            Merci d'actualiser _.
            Prière de rectifier _.
            Il faudrait corriger _.
        """),
        said("""
            mon adresse
            ma fonction
            l'orthographe de mon nom
            son titre
            mes coordonnées
            mon inscription
        """),
    ),
    *each(
        said("""
            J'ai changé _.
            Veuillez noter le changement _.
        """),
        said("""
            de fonction
            d'adresse
            de poste
            de numéro de téléphone
            de nom
        """),
    ),
    *said("""
        Voici ma nouvelle adresse.
        Mon nouveau numéro est le suivant.
        Ma nouvelle fonction est conseillère.
        Mon nom est mal orthographié.
        Il y a une erreur dans mon nom.
        Une coquille s'est glissée dans mon nom.
        Mon nom s'écrit avec deux t.
        Je suis désormais cheffe de service.
        Je viens d'être nommée directrice.
        J'ai été promu conseiller.
        Je participerai finalement en ligne.
        Je suivrai l'atelier à distance.
        Je viendrai finalement en personne.
        J'assisterai en visioconférence.
        Je passe en distanciel.
        Je préfère participer à distance.
        Je me connecterai à distance.
        J'arriverai le 13 juin.
        Mon vol arrive à 14 h 30.
        Je suis végétarienne.
        Ne plus utiliser mon ancienne adresse mais la nouvelle adresse.
        Je ne peux participer qu'en ligne.
        Je ne participerai que le premier jour.
        Je serai présente uniquement le matin.
        Je ne serai là que du mardi au jeudi.
        Nous ne viendrons que le mercredi.
        Je vous signale que j'ai changé de poste.
        Merci de noter ma nouvelle adresse.
        Mon numéro de téléphone a changé.
        Mon adresse électronique a changé.
        Mon prénom s'écrit Anaïs.
        Il y a une faute dans mon nom.
        Veuillez rectifier : je suis Mme et non M. Diallo.
        Je souhaite finalement participer à distance.
        Je suivrai finalement en visioconférence.
        Je ne pourrai être présente que l'après-midi.
        Je ne pourrai pas venir en personne mais je participerai en ligne.
        Je passe de la participation en ligne à la participation en présentiel.
        Pouvez-vous changer mon mode de participation ?
        J'arriverai la veille.
        Mon vol atterrit à 18 h.
        Je suis allergique aux arachides.
        J'ai besoin d'un fauteuil roulant.
        Je n'assisterai qu'à la première journée.
        Je suis à présent chef de division.
        Je viens de changer d'employeur.
    """),
]


@pytest.mark.parametrize("text", CHANGES)
def test_something_of_a_registration_becomes_different(text: str) -> None:
    assert wants_of(text).update == [text]


NO_CHANGE = said("""
    Rien ne change.
    Merci de votre message.
    Je ne change pas d'adresse.
    Je crois que la session commence à 9 h.
    Je vous remercie pour la mise en ligne du programme.
    Le monde change.
    L'arrivée des participants est à 9 h.
    Le formulaire en ligne ne fonctionne pas.
    Où se trouve la salle ?
    Je serai là.
    Je vous confirme ma présence.
    Je ne pourrai pas venir.
    Mon adresse reste la même.
    Je n'ai pas changé de poste.
    Le changement climatique est à l'ordre du jour.
    Chargé des nouvelles technologies
    Au plaisir de vous voir.
    Les deux dates me conviennent.
    Je vous remercie pour ces nouvelles informations.
    J'espère que la journée sera belle.
    Avez-vous changé le programme ?
    Le changement de salle est bien noté.
    Je n'ai pas de nouvelle adresse.
    L'adresse de l'hôtel est la même.
    Mon vol est réservé.
""")


@pytest.mark.parametrize("text", NO_CHANGE)
def test_nothing_becomes_different(text: str) -> None:
    assert wants_of(text).update == []


CONFIRMED = said("""
    Je confirme ma participation.
    Je vous confirme ma présence.
    Nous confirmons notre venue.
    Je vous confirme que je participerai.
    Je serai bien présent.
    Je serai là.
    Nous serons des vôtres.
    Je viendrai bien.
    J'accepte la place proposée.
    J'accepte votre proposition.
    C'est confirmé.
    Mme Diallo confirme sa présence.
    Par la présente, je confirme ma venue.
    J'y serai.
    Nous y serons.
    Vous pouvez compter sur ma présence.
    Ma participation est confirmée.
    Nous serons présents.
    Je maintiens ma participation.
    Je serai parmi vous.
    Bien reçu, je serai présent.
    Oui, je confirme.
    Je vous confirme avec plaisir ma participation.
    Entendu, j'y serai.
    Je confirme ma présence les deux jours.
    Vous pouvez compter sur moi.
    Je réitère ma participation.
    C'est noté, je viendrai.
""")


@pytest.mark.parametrize("text", CONFIRMED)
def test_who_confirms_comes(text: str) -> None:
    assert wants_of(text).confirm == [text]


@pytest.mark.parametrize(
    "text",
    said("""
        Je ne confirme pas ma participation.
        Je ne peux pas confirmer ma présence.
        Je vous confirme que je ne viendrai pas.
        Mon hôtel est confirmé.
        Merci de confirmer la date.
        Je ne serai pas là.
        Je serai en retard.
        Je serai joignable par téléphone.
        Pourriez-vous confirmer la réception ?
        Je serai heureux de vous lire.
    """),
)
def test_who_does_not_confirm_is_not_said_to(text: str) -> None:
    assert wants_of(text).confirm == []


# To ask, to be undecided, to send, to stay. ---------------------------------------------------------------------------

ASKS = [
    *each(
        said("""
            Pourriez-vous _ ?
            Pouvez-vous me _ ?
            Merci de bien vouloir _.
            Je vous saurais gré de _.
            Je vous serais reconnaissante de bien vouloir _.
            Veuillez _.
            Je vous prie de _.
            Auriez-vous l'amabilité de _ ?
        """),
        said("""
            m'indiquer l'adresse
            me dire quand commence l'atelier
            nous préciser le délai
            me faire savoir s'il reste des places
        """),
    ),
    *said("""
        Je voudrais savoir si le cours est payant.
        J'aimerais connaître le programme.
        Je me demande si un visa est requis.
        J'ai une question sur le programme.
        Une question concernant l'hôtel.
        Nous souhaiterions savoir qui est invité.
        Faut-il un visa ?
        Y a-t-il une traduction ?
        Je souhaite obtenir des renseignements.
        Je n'ai pas compris où a lieu l'atelier.
        Pouvez-vous m'éclairer sur ce point ?
        J'aurais besoin d'une précision.
        Nous aurions quelques questions.
        Pourriez-vous me renseigner sur les hôtels ?
        Je souhaiterais avoir des précisions sur le programme.
        Y aura-t-il une interprétation ?
        Savez-vous si la salle est accessible ?
        Merci de me préciser l'heure du début.
        Je vous serais obligé de me communiquer l'adresse.
        Je n'arrive pas à ouvrir le lien, pouvez-vous m'aider ?
        Qu'en est-il de l'hébergement ?
        Pourrions-nous obtenir le programme ?
        Je m'interroge sur les conditions.
        Auriez-vous des informations sur les visas ?
    """),
]


@pytest.mark.parametrize("text", ASKS)
def test_something_is_asked(text: str) -> None:
    wants = wants_of(text)
    assert (wants.question, wants.request, wants.cancel) == ([text], [], [])


@pytest.mark.parametrize(
    "text",
    said("""
        N'hésitez pas à me contacter pour toute question.
        Pour toute information, écrivez à Mme Diallo.
        Merci de me dire si vous avez besoin d'autres pièces.
        Je vous remercie de votre réponse.
        Je réponds à vos questions.
        Dites-moi s'il manque quelque chose.
        Je vous précise que je viens de loin.
    """),
)
def test_courtesy_asks_nothing(text: str) -> None:
    assert wants_of(text).question == []


@pytest.mark.parametrize(
    "text",
    said("""
        Avant de m'inscrire, je voudrais connaître le programme.
        Nous n'avons pas encore décidé.
        Je n'ai pas encore pris de décision.
        J'hésite à m'inscrire.
        Nous réfléchissons à notre participation.
        Je verrai si je peux venir.
        Je ne sais pas encore si je participerai.
        Nous envisageons éventuellement de participer.
        Je m'inscrirai selon votre réponse.
        Nous déciderons plus tard.
        Sous réserve de votre réponse, nous participerons.
        Ce n'est pas encore une inscription.
        Comment peut-on s'inscrire ?
        Je suis encore indécise.
    """),
)
def test_who_has_not_decided_asks_for_no_place(text: str) -> None:
    wants = wants_of(text)
    assert (wants.refusal, wants.request, wants.strong) == ([text], [], [])


@pytest.mark.parametrize(
    "text",
    said("""
        Veuillez trouver ci-joint la note verbale.
        Vous trouverez en pièce jointe la liste des participants.
        Je vous transmets en annexe le formulaire d'inscription rempli.
        Je vous fais parvenir ci-joint la lettre de désignation.
        Nous joignons la fiche d'inscription de notre déléguée.
        Le formulaire dûment rempli est joint.
        Les noms de nos représentants figurent dans le fichier joint.
    """),
)
def test_a_document_is_sent(text: str) -> None:
    assert wants_of(text).attached == [text]


@pytest.mark.parametrize(
    "text",
    said("""
        Ma place reste valable.
        Mme Diallo reste inscrite.
        M. Sarr demeure sur la liste.
        Elle garde sa place.
        Mon inscription est maintenue.
        Je maintiens mon inscription.
        Rien ne change pour M. Sarr.
        M. Sarr viendra comme prévu.
        Sa participation n'est pas remise en cause.
        Les autres viennent.
        M. Sarr est toujours inscrit.
        Nous maintenons la participation de M. Sarr.
        Elle conserve son inscription.
        M. Sarr n'est pas concerné.
        Ils participent toujours.
    """),
)
def test_who_stays_is_said_to_stay(text: str) -> None:
    assert stays(text)


@pytest.mark.parametrize(
    "text",
    said("""
        M. Sarr ne viendra pas.
        Je serai remplacé.
        Merci de m'inscrire.
        Je viendrai.
        Je change de poste.
        Ma place est libre.
        Mme Diallo me remplacera.
        Merci de garder le contact.
    """),
)
def test_who_goes_or_comes_is_not_said_to_stay(text: str) -> None:
    assert not stays(text)


AWAY = said("""
    Je ne participerai pas moi-même.
    Je ne viendrai pas.
    Je n'y serai pas.
    Je ne pourrai pas assister à la réunion.
    Je n'assisterai pas à l'atelier.
    Pour ma part, je ne ferai pas le déplacement.
    Je ne serai pas du voyage.
""")
NOT_AWAY = said("""
    Je n'ai pas de passeport.
    Je ne sais pas si un visa est requis.
    Je ne mange pas de porc.
    Je ne parle pas anglais.
    Je ne connais pas encore mon vol.
    Elle n'a pas de téléphone.
    Je ne peux pas ouvrir le formulaire.
""")


@pytest.mark.parametrize(("text", "is_away"), [*product(AWAY, [True]), *product(NOT_AWAY, [False])])
def test_who_writes_for_others_may_stay_away(text: str, is_away: bool) -> None:
    assert phrases.has(text, "say.away") == is_away


# Whole mails. ---------------------------------------------------------------------------------------------------------


def from_bastien(text: str) -> Understanding:
    """What an answer of somebody registered means."""
    return understood(mail(f"Madame,\n\n{text}\n\nBastien Courvoisier", sender=BASTIEN, In_Reply_To=REMINDER))


@pytest.mark.parametrize(
    "text",
    said("""
        Je suis au regret de vous informer que je serai dans l'impossibilité de prendre part à l'atelier.
        Un empêchement de dernière minute me contraint à renoncer à ma participation.
        Il ne me sera finalement pas possible de faire le déplacement à Genève les 14 et 15 juin.
        Je n'aurai malheureusement pas la possibilité d'être parmi vous. Avec toutes mes excuses.
        Je me désiste et vous remercie de votre compréhension.
        Retenu par d'autres obligations, je ne serai pas des vôtres.
        Merci de me désinscrire de l'atelier.
    """),
)
def test_a_mail_of_somebody_registered_who_stays_away(text: str) -> None:
    found = from_bastien(text)
    assert (found.classification, found.targets, found.proposals) == ("cancellation", ("DLG27-2-0388",), [])


@pytest.mark.parametrize(
    "text",
    said("""
        Je ne pourrai pas vous envoyer la note verbale avant lundi.
        Je ne peux pas ouvrir le formulaire que vous m'avez envoyé.
        Je ne sais pas si la Ministre participera à la séance d'ouverture.
        Nous ne serons pas en mesure de vous communiquer nos diapositives avant le 10 juin.
        Le lien vers la page n'est plus disponible. Pourriez-vous me le renvoyer ?
        Merci de me retirer de votre liste de diffusion.
        Je n'ai pas pu trouver l'hôtel sur le plan.
        Je vous préviendrai si je ne peux pas venir.
        Je ne participerai que le premier jour.
    """),
)
def test_a_mail_of_somebody_registered_whom_nothing_ends(text: str) -> None:
    found = from_bastien(text)
    assert found.classification not in ("cancellation", "substitution", "registration_request")
    assert (found.proposals, found.replaces) == ([], "")


@pytest.mark.parametrize(
    "text",
    ["Je serai bien des vôtres.", "Nous y serons.", "Je vous confirme ma venue.", "Je prendrai bien part à l'atelier."],
)
def test_a_mail_of_somebody_registered_who_confirms(text: str) -> None:
    found = from_bastien(text)
    assert (found.classification, found.proposals) == ("update", [])
    assert "confirms_attendance" in found.flags


@pytest.mark.parametrize(
    "text",
    said("""
        Je serais très heureux de prendre part au deuxième atelier.
        J'ai bien l'intention d'être des vôtres les 14 et 15 juin.
        Merci de me compter parmi les participants de l'atelier de juin.
        Je tiens à assister à l'atelier et vous prie de me réserver une place.
        Auriez-vous l'amabilité de m'inscrire à l'atelier ?
    """),
)
def test_a_mail_of_a_stranger_who_asks_for_a_place(text: str) -> None:
    found = understood(mail(f"Madame,\n\n{text}\n\nRenate Okonjo\nAnalyste, Institut de Montfalcon", sender=STRANGER))
    assert found.classification == "registration_request"
    assert [one.full_name for one in found.proposals] == ["Renate Okonjo"]


@pytest.mark.parametrize(
    "text",
    [
        "Notre ministère a désigné Mme Awa Diallo (a.diallo@mission.example.org). Je ne participerai pas.",
        "Nous déléguons Mme Awa Diallo (a.diallo@mission.example.org) à l'atelier de juin.",
        "Je vous saurais gré de bien vouloir enregistrer Mme Awa Diallo (a.diallo@mission.example.org).",
        "Mme Awa Diallo (a.diallo@mission.example.org) fera le déplacement à Genève.",
    ],
)
def test_a_mail_that_sends_somebody_else(text: str) -> None:
    found = understood(mail(f"Madame,\n\n{text}\n\nRenate Okonjo", sender=STRANGER))
    assert found.classification == "registration_request"
    assert [one.email for one in found.proposals] == ["a.diallo@mission.example.org"]


@pytest.mark.parametrize(
    "text",
    [
        "Ma collègue Mme Awa Diallo (a.diallo@mission.example.org) fera le déplacement à ma place.",
        "Je me ferai représenter par Mme Awa Diallo (a.diallo@mission.example.org).",
        "Je suis empêché. Mme Awa Diallo (a.diallo@mission.example.org) me suppléera.",
        "Veuillez attribuer ma place à Mme Awa Diallo (a.diallo@mission.example.org).",
    ],
)
def test_a_mail_of_somebody_registered_who_is_replaced(text: str) -> None:
    found = from_bastien(text)
    assert (found.classification, found.replaces) == ("substitution", "DLG27-2-0388")
    assert [one.email for one in found.proposals] == ["a.diallo@mission.example.org"]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Je ne peux participer qu'en ligne.", "online"),
        ("Je me connecterai finalement à distance.", "online"),
        ("Finalement, je ferai le déplacement et participerai en personne.", "in_person"),
    ],
)
def test_a_mail_of_somebody_registered_who_comes_otherwise(text: str, mode: str) -> None:
    found = from_bastien(text)
    assert found.changes is not None
    assert (found.classification, found.changes.mode) == ("update", mode)


@pytest.mark.parametrize(
    "text",
    [
        "Je vous serais reconnaissante de m'indiquer si l'atelier est ouvert aux chercheurs.",
        "Pourriez-vous me faire savoir qui peut participer ?",
        "Avant de m'inscrire, j'aimerais connaître le programme.",
        "Nous souhaiterions savoir s'il est possible de participer à distance.",
    ],
)
def test_a_mail_that_only_asks(text: str) -> None:
    found = understood(mail(f"Bonjour,\n\n{text}\n\nRenate Okonjo", sender=STRANGER))
    assert (found.classification, found.proposals) == ("question", [])


def test_a_mail_that_sends_a_list() -> None:
    rows = [["Nom", "Prénom", "Fonction", "Courriel"], ["DIALLO", "Awa", "Conseillère", "a.diallo@mission.example.org"]]
    text = "Madame,\n\nNous vous faisons parvenir ci-joint la liste de nos délégués.\n\nRenate Okonjo"
    found = understood(mail(text, sender=STRANGER, files=[("liste.xlsx", xlsx(rows))]))
    assert found.classification == "nomination_attached"
    assert [one.email for one in found.proposals] == ["a.diallo@mission.example.org"]
