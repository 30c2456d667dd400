"""What the writer wants, sentence by sentence: phrases in three languages, and what turns them round."""

import re
from dataclasses import dataclass, field

from mailreader.flat import flat
from mailreader.negation import affirms
from mailreader.sentences import sentences_of

REQUEST = re.compile(
    r"\b(?:(?:gostari\w+|quero|desejo|solicito)(?: \w+){0,3} (?:inscrever|participar|inscricao)|"
    r"(?:m'|nous )accompagner(?:a|ont)|will (?:accompany|come with) (?:me|us)|(?:me|nos) acompanara|"
    r"inscrever-me|inscrever-nos|apuntarme|melde (?:ich|wir)|(?:mich|uns) anmelden|anmeldung\b|(?:please|"
    r"pls|kindly|to|hereby|and|would you|could you|can you) (?:kindly )?(?:register|"
    r"enrol|sign (?:me|"
    r"us) up|put (?:me|us|my|our|him|her|them|the) (?:down|on the list)|put down (?:my|our|the|mr|ms|mrs|dr)|"
    r"add (?:me|us|my|our|the|mr|ms|dr|two|three))\b|(?:inscrivez|inscris|enregistrez|ajoutez|notez|"
    r"comptez)-(?:moi|nous)|"
    r"(?:inscriba|apunte|anote|inscriban|apunten|anoten)(?:me|nos)\b|"
    r"register (?:me|us|my|our|the following|mr|ms|mrs|dr)|sign (?:me|us) up|(?:like|wish|want|love|hope|pleased|happy|"
    r"intend|plan|apply|interested|request|able|going|delighted|glad|keen|asking|ask)"
    r"(?: very much)?(?: in| for| to)? (?:to )?(?:be )?(?:attend|participat|register|join|take part|come|enrol|apply|"
    r"confirm (?:my|our) (?:particip|attend))|"
    r"(?:will|shall|'ll) (?:also |only |now |both )?(?:be )?(?:attend|participat|represent|join|take part|follow|"
    r"come to)|"
    r"(?:registration|participation|nomination|accreditation|application) (?:request|of|for)\b|"
    r"(?:my|our) interest in (?:attend|participat|join|tak)|(?:mon|notre) interet (?:a|pour) (?:(?:une|la|ma|notre) )?"
    r"(?:particip|assist)|(?:mi|nuestro) interes (?:en|por) (?:particip|asist)|"
    r"request for (?:registration|participation|accreditation)|nominat(?:e|es|ed|ing|ions?)\b|"
    r"(?:list|names|details|composition) of (?:the |our )?(?:participants?|delegat\w+|representatives?|nominees?)|"
    r"representatives? of|"
    r"(?:our|the) (?:delegation|representatives?|participants?|delegates?) (?:will|shall|to|are|is|for)|"
    r"confirm (?:my|our|the|his|her|their) (?:particip|attend|presence)|"
    r"confirm that (?:i|we|mr|ms|dr)\b|(?:following|below) (?:persons?|people|officials?|colleagues?|participants?|"
    r"delegates?|representatives?|staff|members?)|designat(?:e|es|ed)\b|"
    r"accept(?:s|ed|ing)? (?:with pleasure |with thanks )?(?:your|the|this) (?:kind |gracious )?invitation|"
    r"accepter? (?:avec plaisir )?(?:votre|l'|cette) ?(?:aimable )?invitation|acepta(?:r|mos|n)? (?:con gusto "
    r")?(?:su|la|"
    r"esta) (?:amable )?invitacion|(?:solicitar|pedir|gostaria de|desejo|desejamos|venho)(?: \w+){0,4} (?:inscricao|"
    r"participar|participacao|inscrever)|"
    r"rsvp|count (?:me|us) in|reserve (?:a|one|two|three|\d+) (?:place|seat)s?|a (?:place|seat) for|"
    r"(?:souhait|desir|voudr|aimer|demand|sollicit|compt|envisag)\w*(?: \w+){0,4} (?:participer|m'inscrire|"
    r"s'inscrire|nous inscrire|inscrire|assister|prendre part|me joindre|y assister|y participer)|"
    r"(?:souhait|desir|voudr|aimer)\w* (?:que|inscrire)|m'inscri[rst]\w*|je m'inscris|nous inscrire|(?:bien vouloir|"
    r"merci d'|veuillez|prie d'|priere d'|de bien vouloir|demande d'|pouvez-vous|"
    r"pourriez-vous) ?(?:\w+ ){0,2}(?:proceder a l')?(?:inscri\w+|enregistrer)|"
    r"(?:demande|bulletin|fiche|formulaire) (?:de participation|d'inscription|d'accreditation)|(?:sollicit\w+|"
    r"demand\w+) (?:mon|notre|l'|son|leur|une) ?(?:inscription|participation|accreditation)|"
    r"(?:pour|afin d'|d'|de|faire) ?inscrire (?:ma|mon|notre|nos|m\.|mme|une?|deux|trois|les)\b|"
    r"inscription (?:de|du|des|a la|a l'|au|aux|pour)\b|(?:confirm\w+) (?:ma|notre|sa|la|leur|mon) (?:particip|"
    r"presence|inscription|venue)|composition de (?:la|notre|sa|leur) delegation|"
    r"design(?:e|es|ons|ent|er|ation)\b|liste (?:de nos|des) (?:participants|representants|delegues|candidats)|"
    r"(?:nos|les) (?:participants|representants|delegues)|"
    r"(?:participer|assister)(?:a|ont|ai|ons)\b|(?:sera(?:i|ons|ont)?|"
    r"etre) (?:presente?s?|represente)|representer(?:a|ont)\b|"
    r"personnes suivantes|"
    r"(?:dese|quisier|quier|gustari|solicit|pid|rueg|ruego|rog)\w*(?: \w+){0,4} (?:participar|inscribir\w*|asistir|"
    r"registrar\w*|tomar parte|acudir)|inscribirme|inscribirnos|(?:me|nos) inscrib\w+|"
    r"(?:solicit\w+|pid\w+|rueg\w+|deseo|solicitud de) (?:mi|nuestra|la|su|una|de)? ?(?:inscripcion|participacion|"
    r"acreditacion)|inscripcion (?:de|del|a|al|para)\b|"
    r"inscrib(?:an?|ir|ase|irla|irlo|irles)\b|(?:confirm\w+) (?:mi|nuestra|su|la) (?:asistencia|participacion|"
    r"presencia)|composicion de (?:la|nuestra|su) delegacion|design(?:a|ar|amos|ado|ada|acion)\b|"
    r"(?:asistir|participar)(?:e|emos|a|an)\b|lista de (?:nuestros|los) (?:participantes|representantes|delegados)|"
    r"siguientes (?:personas|participantes|funcionarios|delegados)|reservar (?:una|dos) plazas?|"
    r"nuestra delegacion|notre delegation|our delegation|(?:conduira|dirigera|presidera) (?:la|notre|une) delegation|"
    r"(?:will|shall|to) (?:lead|head) (?:the|our|a|its|his|her) (?:\w+ )?delegation|"
    r"(?:encabezar|presidir|liderar)a (?:la|nuestra|una) delegacion)"
)
STRONG_REQUEST = re.compile(
    r"\b(?:(?:gostari\w+ de|quero|desejo|desejamos|solicitar|pedir)(?: \w+){0,2} (?:participar|inscrever|inscricao)|"
    r"inscrever-me|inscrever-nos|apuntarme|melde ich mich|(?:please|pls|kindly) register|register (?:me|us|"
    r"my|our|the following)|(?:like|wish|want|love) to (?:register|"
    r"attend|participate|join|take part)|"
    r"m'inscrire|nous inscrire|souhait\w+ (?:\w+ ){0,2}(?:participer|inscrire|assister)|inscribirme|inscribirnos|"
    r"(?:deseo|quisiera|solicito|deseamos) (?:\w+ ){0,2}(?:participar|inscrib|asistir)|"
    r"sign (?:me|us) up|put (?:me|us) (?:down|on the list)|(?:inscrivez|inscris)-(?:moi|nous)|"
    r"(?:inscriba|apunte|inscriban|apunten)(?:me|nos)\b|inscrip(?:cion|tion) de\b|nominat(?:e|es|ed)\b|"
    r"composi(?:tion|cion) de (?:la|notre|nuestra|"
    r"sa|su) deleg)"
)
NOT_REQUEST = re.compile(
    r"\b(?:before (?:(?:i|we) (?:decide|register|apply|commit|sign|fill|nominate|propose)|(?:deciding|"
    r"registering|applying|committing|filling|signing|nominating|any (?:registration|decision|commitment)))|"
    r"(?:depending|based) on (?:your|the) (?:answers?|repl\w+|response)|(?:decid|judge|see|determin|consider)\w* "
    r"(?:then |afterwards )?(?:if|whether)|whether (?:it|this) (?:is|would be) (?:worth|useful|relevant|of interest)|"
    r"(?:possible|potential|eventual) (?:registration|participation|application|nomination)|"
    r"avant (?:de|d'|toute?|une?) ?(?:(?:pouvoir|vous|nous|eventuelle?) )?(?:\w+ )?(?:rempli\w*|decid\w*|engag\w*|"
    r"inscri\w*|candidat\w*|propos\w*|designer)|(?:selon|suivant|en fonction de|au vu "
    r"de|d'apres) (?:vos|votre|ces|cette|les|la) (?:reponses?|retours?|precisions?)|(?:decid|verr|jug|"
    r"appreci)\w*(?: \w+){0,6} (?:s'il|s'ils|si|l'opportunite)|eventuell?e (?:inscription|participation|candidature)|"
    r"antes de (?:(?:poder )?(?:rellenar|completar|decidir|comprometer|inscribir|solicitar|proponer|designar|"
    r"registrar)\w*|toda|cualquier|una)|(?:segun|en funcion de|dependiendo de|a la vista de) (?:sus?|la|las|esta|"
    r"estas) "
    r"respuestas?|(?:decid\w*|ver(?:emos|e)?|valorar\w*|evaluar\w*)(?: \w+){0,6} si (?:vale|conviene|merece|nos|me|es|"
    r"procede)|(?:posible|"
    r"eventual) (?:inscripcion|participacion|candidatura)|not (?:asking|applying|requesting|registering|yet|ready|"
    r"sure)|"
    r"without (?:registering|committing)|whether (?:i|we) (?:should|can|could)|"
    r"how (?:can|do|could|may|should|to) (?:i |we |one )?(?:register|apply|enrol|sign|attend|participate)|(?:is|are|"
    r"when|where) .{0,40}registration|not (?:yet )?(?:decided|deciding)|if (?:i|we) (?:decide|register|attend)|"
    r"avant de (?:m'|nous |s'|me )?(?:inscrire|decider|m'engager)|comment (?:puis-je|peut-on|pouvons-nous|faire pour|"
    r"m'|s'|nous)|sans (?:engagement|m'inscrire)|ne (?:demande|sollicite|souhaite) pas|pas encore decide|"
    r"antes de (?:inscribirme|inscribirnos|decidir\w*)|como (?:puedo|podemos|se puede|me|nos|hago|inscribir)|"
    r"no (?:solicito|deseo|pido)|aun no (?:he|hemos) decidido|si (?:je|nous) (?:m'inscri|decid)|quoi .{0,20}inscri)"
)
CANCEL = re.compile(
    r"\b(?:(?:cancel\w*|withdraw\w*|annul\w*|anul\w*|supprim\w*|retir\w*)(?: (?!not |pas |no )[\w']+){0,4} "
    r"(?:registrations?|bookings?|places?|seats?|participation|inscriptions?|inscripcion(?:es)?|plazas?)|"
    r"(?:remove|strike|delete|take) (?:mr|ms|mrs|dr|him|her|them|me|us|my|our|his|"
    r"the)\b.{0,60} (?:from|off) (?:the|your) "
    r"(?:list of |final )?(?:participants?|attendees?|delegates?|registrations?)|"
    r"(?:ray\w+|retir\w+|enlev\w+|supprim\w+|borr\w+|elimin\w+|quit\w+) .{0,60}(?:de|sur) la liste de(?:s| los) "
    r"(?:participants?|inscrits|delegues|participantes|inscritos|asistentes)|"
    r"cancel(?:s|led|ling|lation)? (?:of |for )?(?:my|our|the|his|her|their|mr|ms|dr|participation|registration|"
    r"attendance)|(?:please|to|must|have to|need to|kindly) (?:cancel|withdraw)|withdraw(?:s|al|ing|n)?\b|"
    r"(?:unable|not able|no longer able|not be able|not be in a position|impossible for \w+) to (?:attend|"
    r"participate|join|come|travel|make|be (?:there|present|with))|"
    r"(?:can ?not|can't|could not|won't|will not|will no longer|can no longer|no longer|shall not|"
    r"not going to)(?: be able to| be)? (?:attend|participat|join|come|make it|travel|take part|be (?:there|present|"
    r"in|attending|coming|joining|with))|"
    r"(?:have|has) to (?:decline|pull out|drop out|withdraw)|regret(?:fully)? .{0,60}(?:cancel|not (?:be )?(?:able|"
    r"attend)|decline)|give up (?:my|our) (?:place|seat)|remove (?:me|us|my name|mr|ms) from|"
    r"annul(?:er|ez|ation|e|ent|ons)\b|(?:ne|n') ?(?:\w+ ){0,2}(?:pourr(?:ai|a|ons|ont)|peux|peut|pouvons|peuvent|"
    r"sera(?:i|s|ons|ont)?|serai|participer(?:ai|a|ons|ont)|assister(?:ai|a|ons|ont)|viendr\w+)(?: \w+){0,3} (?:pas|"
    r"plus|etre|participer|assister|venir|voyager|etre la|malheureusement|finalement)"
    r"(?! (?:valable|valide|active?|actuelle?|en service|utilisee?|consultee?|a jour|necessaire|fonctionnelle?)\b)|"
    r"(?:ne|n') ?(?:pas )?(?:pouvoir|etre en mesure|suis pas en mesure|suis plus en mesure|sommes pas en mesure)|"
    r"(?:take|remove|strike|cross) (?:me|him|her|us|them) (?:off|from|out of) (?:the|your) list|"
    r"(?:am|is|are|'m|'re|'s) (?:not|no longer) (?:coming|attending|joining|travel?ling|participating)|"
    r"(?:ne|n') ?(?:y )?(?:viens|venons|participe|participons|assiste|assistons|irai|irons|vais|allons) (?:donc |"
    r"finalement )?"
    r"(?:pas|plus)\b|no (?:ire|iremos|vendre|vendremos|viajare|viajaremos|acudire|acudiremos)\b|no (?:voy|"
    r"vamos) a (?:ir|"
    r"asistir|acudir|participar|viajar)|"
    r"(?:drop|pull)(?:s|ping|ing|ped|ed)? out\b|(?:step|stand)(?:s|ping|ing|ped)? down\b|leav(?:es|ing) (?:the|"
    r"our) delegation|"
    r"(?:is|are|will be) no longer (?:part|a member|among)\b|(?:cesse\w*|arrete\w*) de (?:participer|faire partie)|"
    r"ne (?:fait|fera|font|feront) (?:donc )?plus partie|quitte(?:ra|nt)? (?:la|notre) (?:delegation|liste)|"
    r"se retire\w*|dej(?:a|ara|an|aran|o|are) de (?:participar|asistir|formar parte|integrar)|"
    r"ya no (?:forma|formara|integra|participa|asiste|viaja|viene|vendra|viajara|estara)\w*|"
    r"(?:causa|causara|es|sera) baja\b|"
    r"(?:dois|devons|contrainte?s?|oblige\w*) .{0,20}(?:annuler|renoncer|desister)|"
    r"me desist\w+|desist\w+|renonce\w*|empechee?s?\b|empechement|me retire\w*|retirer (?:ma|notre|mon|la|"
    r"sa) (?:candidature|inscription|participation)|impossibilite (?:de|d')|dans l'impossibilite|"
    r"anul(?:en|ar|e|acion|o|amos|ada|ado)\b|cancel(?:en|ar|e|acion|o|amos|ada)\b|no (?:podre|podra|podremos|podran|"
    r"puedo|podemos|podria|asistire|asistira|participare|participara|me sera posible|nos sera posible|"
    r"me es posible|voy a poder|vamos a poder)|imposibilidad de|imposible (?:asistir|participar)|den de baja|"
    r"darme de baja|darse de baja|dar de baja|renunci\w+|retir(?:ar|o|en) (?:mi|nuestra|la|su) (?:inscripcion|"
    r"candidatura|participacion)|desist\w+|"
    r"stornier\w+|absagen\b|sage .{0,30} ab\b|(?:mich|uns|herrn|frau) .{0,30}abmelden|abmeldung|verhindert\b|"
    r"(?:kann|konnen|konnte|werde|werden|wird) (?:[\w]+ ){0,6}nicht (?:\w+ ){0,3}(?:teilnehmen|kommen|dabei|anreisen)|"
    r"nicht (?:mehr )?teilnehmen|cancelamento|"
    r"(?:release|free up|give back|liber\w+|rendre|rends) (?:donc |ainsi |alors |pues )?(?:my|our|his|her|ma|notre|sa|"
    r"mi|nuestra|"
    r"su) (?:place|seat|spot|plaza|lugar)|"
    r"nao (?:poderei|poderemos|podera|posso|podemos|vou poder|irei) (?:\w+ )?"
    r"(?:participar|comparecer|ir|estar|viajar)|(?:i|we) have to (?:miss|skip)|(?:won't|will not|"
    r"not) (?:be )?(?:able to )?make it|"
    r"impossible (?:for me )?to (?:attend|come|travel|join))"
)
SUBSTITUTE = re.compile(
    r"\b(?:(?:ced|laiss|giv|pass|offer|dej|transfer)\w* (?:on )?(?:my|our|his|her|ma|notre|sa|mi|nuestr[oa]|su) "
    r"(?:place|seat|spot|plaza|lugar) (?:to|a|al|on to)\b|(?:in|take|taking|takes) (?:mr|ms|mrs|"
    r"dr)\.? .{2,40}'s (?:place|seat|stead)|"
    r"en (?:lieu et )?place d(?:e|u)\b|"
    r"(?:in|take) the place of|replac(?:e|es|ed|ing|ement)\b|(?:in|to take) (?:my|his|her|our|"
    r"their) (?:place|stead)|instead of (?:me|"
    r"him|her|myself|mr|ms|mrs|dr|us)|on my behalf|substitut\w+|take (?:my|his|her) (?:place|seat)|represent me|"
    r"(?:attend|come|participate|go|travel|join|represent(?: \w+){1,3}|register) instead|successors?\b|"
    r"successeure?s?\b|"
    r"sucesor\w*|(?:assister|participer|viendr)a\b[^.;]{0,40} pour moi\b|will (?:attend|come|"
    r"participate)\b[^.;]{0,40} for "
    r"me\b|(?:asistir|participar|acudir|ir)a\b[^.;]{0,40} por mi\b|stand in for|name change|change of (?:participant|"
    r"name|"
    r"delegate|representative)|transfer (?:my|the|his|her) (?:registration|place|seat)|"
    r"rempla[cs]\w+|a (?:ma|sa|leur|notre) place|en (?:mes|ses) lieu et place|"
    r"me representera|(?:je |j')(?:me ferai|serai) represente|"
    r"me suppleer|suppleera|changement de (?:participante?|representante?|nom|delegue)|"
    r"au lieu de (?:moi|m\.|mme|monsieur|madame)|sustitu\w+|substitu\w+|reemplaz\w+|remplaz\w+|en (?:mi|su|"
    r"nuestro) lugar|en (?:mi|su) representacion|me representara|en vez de (?:mi|el|ella|la sra|el sr)|"
    r"en lugar de(?:l)?|cambio de (?:participante|representante|nombre|delegado)|"
    r"a la place d(?:e|u)\b|in place of|vertritt (?:mich|ihn|sie|uns)|(?:mich|ihn|"
    r"uns) (?:\w+ ){0,3}vertreten|an (?:meiner|seiner|"
    r"ihrer) stelle|statt (?:meiner|seiner|mir)|ersetz\w+|ersatzperson|ersatzteilnehm\w+|(?:no|"
    r"em) (?:meu|seu|nosso) lugar)"
)
UPDATE = re.compile(
    r"\b(?:(?:change|update|correct|amend|modify|rectify|switch)(?:s|d|ing)?\b.{0,60}\b(?:my|our|the|his|her|email|"
    r"e-mail|address|phone|name|spelling|title|function|position|details|registration|mode|online|in person|diet|"
    r"arrival)|"
    r"(?:my|our|his|her) (?:new|correct|current) (?:e-?mail|address|phone|mobile|number|title|position|function|name|"
    r"details)|(?:misspel\w+|typo|wrongly (?:spelt|spelled|written)|spelled wrong|(?:spelling|mistake|error) (?:in|"
    r"of) (?:my|the|our))|(?:a|my|our|his|her) new (?:position|post|job|role|employer|surname|family name)|"
    r"(?:de )?nouvelles fonctions|(?:un|mon|son) nouveau poste|(?:un|mi|su) nuevo (?:trabajo|empleo)|"
    r"(?:je (?:suis|travaille)|i (?:am|work)|i'm|soy|estoy|trabajo) (?:desormais|dorenavant|maintenant|now|henceforth|"
    r"ahora|actualmente)\b|(?:desormais|ahora|now) (?:je |soy|i )|i now (?:work|am|serve|hold|lead)|"
    r"(?:participat\w*|attend\w*|join\w*|follow\w*)(?: \w+){0,4} (?:online|remotely|virtually|"
    r"in person)(?: \w+){0,3} (?:instead|rather|after all)|(?:online|remotely|in person) (?:instead|rather than|"
    r"after all)|instead of (?:in person|online|travel\w*)|"
    r"corrections?\b|correccion(?:es)?\b|\b(?:my|ma|mi) (?:job )?(?:title|function|position|fonction|cargo|puesto) "
    r"(?:is|est|es) (?:[^.;]{2,80}?,? (?:and not|not|et non|y no)|now|since|as of|depuis|desormais|desde|ahora)\b|"
    r"(?:s'ecri(?:t|vent)|se escriben?|is spel(?:t|led))\b|"
    r"(?:modif|corrig|rectif|chang|actualis)\w+|mettre a jour|mise a jour|(?:ma|mon|notre|sa|son) (?:nouvelle?|"
    r"nouveau) (?:adresse|fonction|numero|courriel|poste|mail|titre)|erreur (?:dans|sur|de)|mal (?:orthographie|"
    r"ecrit)\w*|"
    r"(?:finalement|plutot) (?:\w+ ){0,4}(?:en ligne|a distance|en personne|sur place|presentiel)|(?:en ligne|"
    r"a distance|en personne|sur place) (?:plutot|et non|au lieu)|"
    r"(?:actualiz|correg|corrig|rectific|modific|cambi)\w+|(?:mi|nuestro|nuestra|su) (?:nuevo|nueva) (?:correo|"
    r"direccion|cargo|puesto|telefono|numero)|error en|mal escrito|"
    r"(?:finalmente|mejor) (?:\w+ ){0,4}(?:en linea|virtual\w*|a distancia|presencial\w*)|en (?:linea|"
    r"persona) en (?:lugar|vez)|please note that (?:my|our)|veuillez noter que (?:ma|mon|notre)|"
    r"(?:pasar\w*|passer|basculer|switch|mov(?:e|ed|ing)|chang\w+|cambi\w+|wechseln|umsteigen|mudar|"
    r"participar\w*|asistir\w*|"
    r"segui\w+|suivr\w*|assister\w*|participer\w*|join\w*|follow\w*|attend\w*|teilnehmen|"
    r"teilnahme)(?: [\w']+){0,6} (?:virtual\w*|"
    r"online|remote\w*|en linea|en ligne|a distance|a distancia|distanciel|presencial\w*|in person|"
    r"en personne|en presentiel)|"
    r"(?:only|ne|que|solo|solamente|nur) (?:\w+ ){0,4}(?:attend|come|participat\w*|join|viendr\w*|"
    r"participer\w*|assister\w*|"
    r"asistir\w*|participar\w*)?(?: \w+){0,4} (?:first|second|last|one|premier|premiere|second|"
    r"deuxieme|dernier|primer|segundo|ultimo|"
    r"ersten|zweiten) (?:day|morning|afternoon|jour|journee|matinee|dia|tag)|(?:adjust|adapt|ajust)\w*|"
    r"online (?:teil\w*|statt|dabei|zu)|aktualisier\w+|korrigier\w+|(?:zu )?andern|geandert|(?:meine|unsere) neue|"
    r"alterar|atualizar|mudar (?:o|a|meu|minha)|(?:meu|minha) nov[oa]|"
    r"utiliser (?:desormais |dorenavant )?(?:cette|ma nouvelle) adresse|use this (?:e-?mail|address)|(?:usar|"
    r"utilizar) esta "
    r"direccion|adresse .{0,40}ne fonctionne plus|(?:address|e-?mail) .{0,40}no longer (?:works?|valid|in use)|"
    r"(?:(?:i|we)(?: will|'ll| shall)(?: only| not)? (?:be )?(?:arriv|leav|depart)\w*|j'arrive(?:rai)?|"
    r"je (?:repar|par)tirai|"
    r"llegare|partire|me marchare|me ire)\b[^.;]{0,60}\d|"
    r"(?:arrival|arrivee|llegada|flight|vol|vuelo)\b.{0,40}\b(?:is|est|es|will|sera|numero|number|at|a)\b.{0,40}\d)"
)
CONFIRM = re.compile(
    r"\b(?:(?:i|we) (?:hereby |can |am pleased to |would like to |am happy to |gladly )?confirm|this is to confirm|"
    r"(?:je|nous) (?:vous )?(?:confirm\w+|suis heureu\w+ de confirmer)|(?:confirmo|confirmamos|le confirmo|"
    r"les confirmo))\b"
    r".{0,60}\b(?:attend\w*|particip\w*|presence|asist\w*|presencia|venue|coming|that (?:i|we)|que|inscription|"
    r"registration|inscripcion)|"
    r"\b(?:i|we) (?:gladly |hereby )?accept (?:the|my|your|this) (?:place|seat|offer)|(?:j'|nous )accept\w+ (?:la|"
    r"cette|"
    r"votre) (?:place|proposition|offre)|\bacept(?:o|amos) (?:la|mi|su) (?:plaza|oferta|propuesta)|"
    r"\b(?:happy|glad|pleased|delighted|writing) to confirm\b|\b(?:i|we)(?:'ll| will|"
    r" shall) (?:definitely |certainly |gladly )?"
    r"be (?:there|present|with you|attending|coming)\b|\b(?:je|nous) (?:serai|serons) (?:bien |"
    r"donc )?(?:la\b|presente?s?|"
    r"des votres)|\b(?:estare|estaremos) (?:present\w+|alli|ahi|con ustedes|en)\b|\b(?:alli|ahi) estare\w*|"
    r"\b(?:ich|wir) (?:bestatige\w*|werde\w* (?:\w+ ){0,4}(?:dabei sein|teilnehmen|kommen)|nehme\w* .{0,30}\bteil\b|"
    r"komme\w* gerne?)|\bconfirmo .{0,40}(?:presenca|participacao)|\bestarei presente"
)
QUESTION = re.compile(
    r"(?:\?|\bcould you (?:please |kindly )?(?:tell|let|inform|advise|confirm|clarify|say|send|indicate|explain)|"
    r"\b(?:please|kindly) (?:let (?:me|us) know|advise|inform|clarify|tell|indicate|specify)|"
    r"\b(?:grateful|appreciate(?: it)?|thankful|obliged|pleased|glad)\b.{0,30}\b(?:to know|to learn|to hear|knowing|"
    r"(?:if|for) you (?:could |would |can |to )?(?:tell|let|inform|advise|indicate|clarify|send))|"
    r"\b(?:gre|reconnaissante?s?) de (?:bien vouloir )?(?:me |nous )?(?:dire|indiquer|preciser|informer|faire savoir)|"
    r"\bagradec\w+ (?:que )?(?:me |nos |les? )?(?:indi[cq]\w+|inform\w+|aclar\w+|confirm\w+|precis\w+|dig\w+|"
    r"saber|hagan saber)|"
    r"\b(?:i|we) (?:would like|want|"
    r"wish) to (?:know|ask|"
    r"enquire|inquire)|"
    r"\b(?:need|have|like|important|nous devons|il nous faut|besoin de|necesit\w+|debemos) (?:for us )?(?:to )?"
    r"(?:know|find out|savoir|connaitre|saber|conocer)\b|"
    r"\b(?:wondering|enquir\w+|inquir\w+)\b|\bquestion (?:about|on|regarding|concerning)|\b(?:pourriez|pouvez|"
    r"auriez)-vous\b|\b(?:savoir|connaitre) (?:si|quand|comment|ou|combien|quel\w*|les?|la)|\bje (?:voudrais|"
    r"souhaiterais|souhaite|desire|me) (?:savoir|demande)|"
    r"\b(?:merci|prie|veuillez) (?:de |bien vouloir |d'|me |nous )*(?:indiquer|preciser|dire|informer|faire savoir)|"
    r"\bquestion (?:sur|au sujet|concernant|relative)|"
    r"\b(?:podria\w*|puede\w*|pueden|agradeceria)\b.{0,40}\b(?:decir|indicar|informar|confirmar|aclarar|saber)|"
    r"\b(?:quisiera|querria|desearia|me gustaria) (?:saber|preguntar|conocer|consultar)|\bconsulta sobre|"
    r"\bpregunta sobre|\bgostari\w+ de (?:saber|perguntar)|\bpoderi\w+ (?:me |nos )?(?:informar|dizer|indicar)|"
    r"\b(?:mochte\w*|wurde\w*) (?:gern\w* )?(?:\w+ ){0,3}(?:wissen|fragen|erfahren)|\bwusste\w* gern)"
)
ATTACHED = re.compile(
    r"\b(?:attach\w*|enclos\w*|herewith|annex\w*|ci-joint\w*|en piece jointe|pieces? jointes?|en annexe|joint (?:a|"
    r"au)|ci-annex\w*|sous ce pli|adjunt\w*|anex\w*|en archivo|please find|veuillez trouver|sirvase encontrar|"
    r"completed form|formulaire (?:rempli|dument)|formulario)\b"
)
NOMINATING = re.compile(
    r"\b(?:nv|n\.v\.|nomina de|nomin\w+|registration form|note verbale|nota verbal|formulaire|fiche "
    r"d'inscription|bulletin d'inscription|"
    r"formulario|designa\w+|design\w+|participants?|participantes|delegat\w+|delegacion|list of|liste (?:de|des)|"
    r"representante?s?|"
    r"lista de|inscription\w*|inscripcion\w*|registration\w*|candidat\w*|representatives?|application form|"
    r"application|credentials|pouvoirs|credenciales)\b"
)


@dataclass(slots=True)
class Intent:
    """The sentences that ask for each thing."""

    sentences: list[str] = field(default_factory=list)
    request: list[str] = field(default_factory=list)
    strong: list[str] = field(default_factory=list)
    refusal: list[str] = field(default_factory=list)
    cancel: list[str] = field(default_factory=list)
    substitute: list[str] = field(default_factory=list)
    update: list[str] = field(default_factory=list)
    confirm: list[str] = field(default_factory=list)
    question: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)

    @property
    def asks_besides(self) -> bool:
        """Something else is asked than what the mail is about."""
        wanted = {*self.strong, *self.substitute, *self.cancel}
        return any(sentence not in wanted and not _is_asked_politely(flat(sentence)) for sentence in self.question)


_DO_IT = re.compile(
    r"\b(?:(?:could|can|would|will) you (?:please |kindly )?"
    r"(?:register|add|cancel|replace|change|update|correct|amend|modify|note)|"
    r"(?:pourriez|pouvez|voudriez)[- ]vous (?:bien |svp )?(?:vouloir )?"
    r"(?:corriger|modifier|changer|mettre|noter|actualiser|inscrire|annuler)|"
    r"(?:podrian?|pueden?) (?:por favor )?(?:cambiar|corregir|modificar|actualizar|inscribir|anular))"
)


def _is_asked_politely(plain: str) -> bool:
    """The sentence "Could you register …?" has a question mark and asks for nothing to be told."""
    return bool(STRONG_REQUEST.search(plain) or _DO_IT.search(plain))


# "Could you add me to the list?" asks for a place, and for nothing to be told.
_POLITE_REQUEST = re.compile(
    r"\b(?:(?:could|can|would|will) you (?:please |kindly |possibly |also |therefore )*"
    r"(?:register|add|enrol|include|sign up|put) (?:me|us|my|our|mr|ms|mrs|dr|him|her|them)\b"
    r"(?!.*\b(?:mailing|distribution|newsletter|e-?mail list))|"
    r"(?:pourriez|pouvez|voudriez)[- ]vous (?:\w+ ){0,3}(?:m'|nous |l'|les )?(?:inscrire|ajouter|enregistrer)\b"
    r"(?!.*\b(?:liste de diffusion|newsletter))|"
    r"(?:podrian?|pueden?|podeis) (?:\w+ ){0,2}(?:inscribir|apuntar|anotar|registrar|incluir)(?:me|nos|l[aeo]s?)\b)"
)


def intent_of(text: str) -> Intent:
    """What the sentences of a text ask for. A sentence may ask for several things; what it denies it does not ask."""
    found = Intent(sentences=sentences_of(text)[:400])
    for sentence in found.sentences:
        plain = flat(sentence)[:1500]
        is_turned = bool(NOT_REQUEST.search(plain))
        if is_turned:
            found.refusal.append(sentence)
        is_polite = bool(_POLITE_REQUEST.search(plain))
        if not is_turned and (is_polite or ("?" not in sentence[-2:] and affirms(REQUEST, plain))):
            found.request.append(sentence)
        if not is_turned and affirms(STRONG_REQUEST, plain):
            found.strong.append(sentence)
        for name, pattern in _OTHERS:
            if affirms(pattern, plain):
                getattr(found, name).append(sentence)
        if not is_polite and QUESTION.search(_without_courtesy(plain)):
            found.question.append(sentence)
        if ATTACHED.search(plain) and NOMINATING.search(plain):
            found.attached.append(sentence)
    return found


def tells_a_change(text: str) -> bool:
    """It says that somebody goes, or comes for another."""
    plain = flat(text)
    return bool(SUBSTITUTE.search(plain) or CANCEL.search(plain))


# "Please let us know if you need anything else" ends a letter; nobody waits to be told something.
_COURTESY = re.compile(
    r"\b(?:(?:please |kindly |do not hesitate to |feel free to )*(?:let (?:me|us) know|tell (?:me|us)|inform (?:me|us)|"
    r"advise)|(?:merci|prie|veuillez|n'hesitez pas)(?: (?:de|a|bien|vouloir|me|nous|d'))* ?(?:dire|indiquer|signaler|"
    r"informer|faire savoir|faire signe|contacter)|(?:por favor |les? rueg\w+ )*(?:diga(?:me|nos|nme|nnos)|"
    r"(?:me|nos) (?:indiquen?|avisen?|informen?|digan?)|haga(?:me|nos) saber|avise(?:n|me|nos|nme|nnos)?|"
    r"no duden? en \w+))\b[^.?;]{0,30}?"
    r" (?:if|whether|should|s'|si|en caso)(?: |(?<='))(?:(?:you|we|i|there|that|this|vous|nous|il|on|ustedes?|se|les?|"
    r"me|nos|y|de|qu'|que|is|are|a|hay|would|may|should) )*"
    r"(?:need\w*|requir\w*|want|wish|like|have any|anything|something|any|further|more|missing|manqu\w*|besoin|"
    r"quelque|quoi que|d'autres?|autre|necesit\w*|falt\w*|requier\w*|precis\w*|algo|alguna?|hace falta|hiciera)\b"
)


def _without_courtesy(plain: str) -> str:
    return _COURTESY.sub(" ", plain)


_OTHERS = (
    ("cancel", CANCEL),
    ("substitute", SUBSTITUTE),
    ("update", UPDATE),
    ("confirm", CONFIRM),
)
