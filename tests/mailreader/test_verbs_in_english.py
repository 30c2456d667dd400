"""What people write in English: each way of saying a thing with each verb for it, and what only sounds like it."""

from itertools import product

import pytest

from lexicon import phrases
from mailreader.decide import Case
from mailreader.wants import asks_for_self, comes_instead, stays, wants_of
from tests.mailreader.mails import mail, understood

COMING = {
    "attend": "attending",
    "attend the workshop": "attending the workshop",
    "participate": "participating",
    "take part in it": "taking part in it",
    "join you": "joining you",
    "come to Geneva": "coming to Geneva",
    "travel to Geneva": "travelling to Geneva",
    "be there": "being there",
    "be present": "being present",
    "be with you": "being with you",
    "make it to the meeting": "making it to the meeting",
    "fly in": "flying in",
    "make the trip": "making the trip",
}
TO_COME, GOING = list(COMING), list(COMING.values())
GOING_NOW = [one for one in GOING if not one.startswith("being")]


def said(frames: list[str], members: list[str]) -> list[str]:
    """Each frame with each member in its gap."""
    return [frame.format(member) for frame, member in product(frames, members)]


def leaves(sentence: str) -> bool:
    """Somebody ends a place by it, once all has been weighed."""
    return bool(Case(wants_of(sentence)).leaving)


# Who stays away. -----------------------------------------------------------------------------------------------------

STAYS_AWAY = [
    *said(
        [
            "I cannot {}.",
            "I can not {}.",
            "Unfortunately I can't {} after all.",
            "I am sorry, but I cannot unfortunately {}.",
            "We will not {}.",
            "We will unfortunately not be able to {}.",
            "I shall not {} this time.",
            "I won't {}.",
            "He won't be able to {}.",
            "Ms Berg will not be able to {}.",
            "I will not, unfortunately, be able to {}.",
            "I shall unfortunately be unable to {}.",
            "The Minister regrets that he is unable to {}.",
            "We regret being unable to {}.",
            "I'm afraid I'm not able to {}.",
            "She is not in a position to {}.",
            "He will no longer be able to {}.",
            "Ms Berg can no longer {}.",
            "I am no longer able to {}.",
            "It is impossible for me to {}.",
            "It will not be possible for us to {}.",
            "It has become impossible for our delegate to {}.",
            "We have decided not to {}.",
            "The Ministry has chosen not to {}.",
            "I am not going to {}.",
            "I have not been allowed to {}.",
            "Mr Diallo was not authorised to {}.",
            "I'll not be able to {}.",
            "Neither of us can {}.",
            "Neither she nor I will be able to {}.",
            "None of our experts can {}.",
            "I will be unable to {}.",
            "I do not plan to {} any more.",
            "I no longer wish to {}.",
            "She no longer intends to {}.",
            "I would not be able to {}.",
        ],
        TO_COME,
    ),
    *said(
        [
            "An urgent matter prevents me from {}.",
            "I am prevented from {}.",
            "Work keeps me from {}.",
            "I must give up {}.",
            "He has been stopped from {}.",
        ],
        GOING,
    ),
    *said(
        ["I will not be {}.", "We shan't be {}.", "He won't be {}."], [one for one in GOING_NOW if one != "attending"]
    ),
    *said(["I am not {}.", "I'm not {} after all.", "She isn't {}.", "They are no longer {}."], GOING_NOW),
    "Please cancel my registration.",
    "Kindly cancel Ms Berg's registration.",
    "Please cancel the participation of Mr Diallo.",
    "I would like to cancel my place.",
    "I have to cancel.",
    "I'm afraid I need to cancel my attendance.",
    "Could you cancel my booking for the workshop?",
    "We are obliged to cancel our participation.",
    "I wish to withdraw my registration.",
    "I must withdraw from the workshop.",
    "Mr Diallo has withdrawn.",
    "I am withdrawing from the delegation.",
    "We hereby withdraw the nomination of Mr Diallo.",
    "The nomination of Mr Diallo is hereby withdrawn.",
    "My registration should be cancelled.",
    "Please consider my registration cancelled.",
    "Please consider my registration as withdrawn.",
    "His participation has been cancelled.",
    "Her trip has been cancelled.",
    "My mission was not approved, so I have to stay at home.",
    "Please remove me from the list.",
    "Kindly remove Ms Berg from the list of participants.",
    "Please take my name off the list.",
    "Please strike her name from the list.",
    "Could you take him off the list, please?",
    "Please delete my registration.",
    "Please delete my name from the list.",
    "You may release my place.",
    "Please give my seat to somebody on the waiting list.",
    "You can offer my place to someone else.",
    "I am giving up my place.",
    "I have to give up my seat.",
    "I must drop out.",
    "Mr Diallo has dropped out of the delegation.",
    "She is pulling out.",
    "I have to pull out of the meeting.",
    "I must bow out.",
    "I have to back out.",
    "Please count me out.",
    "I have to decline.",
    "We must regretfully decline your invitation.",
    "Regretfully, the Minister has to decline.",
    "Please accept my apologies for the workshop.",
    "I send my apologies for the meeting in June.",
    "Mr Diallo sends his apologies.",
    "Please excuse me from the workshop.",
    "Please excuse my absence from the meeting.",
    "She apologises for her absence.",
    "I will be absent from the workshop.",
    "I have to miss the workshop.",
    "Sadly I will miss the workshop.",
    "She has left our ministry.",
    "Mr Diallo has left the delegation.",
    "He is no longer part of our delegation.",
    "He no longer works for us and is no longer in our delegation.",
    "I'll have to give the workshop a miss.",
    "I'll have to skip the workshop.",
    "Please unregister me.",
    "Please deregister Mr Diallo.",
    "I wish to revoke my registration.",
    "We hereby annul the registration of Ms Berg.",
    "Cancellation of my registration",
    "Cancellation",
    "Withdrawal of Ms Berg",
    "I will be on mission on those dates.",
    "I am not available on these dates.",
    "I will not be available in June.",
    "Ms Berg is no longer available.",
    "I shall be travelling elsewhere on these dates.",
    "Something has come up and I have to pass.",
    "My plans have changed and I won't be coming.",
    "As I am unable to obtain a visa, I have to cancel.",
    "Do not forget to cancel my registration.",
    "The Permanent Mission regrets to inform you that its delegate will be unable to attend.",
    "My colleague, Mr Diallo, is unable to travel due to illness.",
    "Mr Diallo will sadly not be joining us.",
    "I do not think that I will be able to attend.",
    "I don't think I can make it.",
    "I doubt that I will be able to come.",
    "I deeply regret that pressing duties at home make it impossible for me to take part.",
    "Much to my regret I am obliged to stay in the capital and cannot participate in your seminar.",
    "The Director-General asks to be excused from the meeting.",
    "Unfortunately none of us is able to travel that week.",
    "I have been refused a visa and therefore can't make it.",
    "Could you please take me off the list?",
    "We have no choice but to cancel our attendance.",
    "Our delegate fell ill and will stay at home.",
    "Please note that Ms Berg has pulled out.",
    "My employer does not let me travel.",
    "It breaks my heart, but I won't see you in Geneva.",
    "I shan't manage to come after all.",
    "I don't see how I could attend.",
    "I will have to forgo my place.",
    "Kindly note that His Excellency will not be in a position to honour your invitation.",
    "The undersigned regrets to be unable to attend.",
    "My participation is no longer possible.",
    "Ms Berg's participation will unfortunately not be possible.",
    "I hereby withdraw my candidature.",
    "Kindly treat my registration as cancelled.",
    "We won't be sending anybody.",
    "We are unable to send a representative.",
    "Nobody from our office will be able to attend.",
    "Please strike Mr Diallo off the list.",
    "I need to back out of the workshop.",
    "I'll be on maternity leave on those dates.",
    "Attendance is out of the question for me this year.",
    "She is not coming any more.",
    "He's not going to be able to make it.",
    "Regretfully I must send my apologies for the session.",
    "I'm having to cancel.",
    "I had hoped to attend, but it will not be possible.",
    "Mr Diallo has had to cancel his trip.",
    "I do not intend to take part.",
    "We wish to cancel the registration of our colleague.",
    "I've got to cancel.",
    "My travel request has been turned down.",
    "Please free my place for another person.",
    "I sincerely apologise, but I will not be able to join the seminar.",
    "The Ambassador conveys his regrets as he cannot attend.",
    "Sorry, can't come.",
    "Please be informed that Mr Diallo shall no longer be participating.",
    "We are sorry to say that Ms Berg cannot make the journey.",
    "My flight was cancelled and I can't reach Geneva in time, so I won't be attending.",
    "Because of the elections I have to stay in the country and am not able to travel.",
    "Please withdraw my name from the list of participants.",
    "Kindly cancel both registrations.",
    "We have to cancel two of our registrations.",
    "My colleague has resigned and will not be taking part.",
    "He has been recalled and can't join us.",
    "The Ministry has decided not to send a delegation.",
    "Owing to budget cuts we are not permitted to travel.",
    "I would ask you to cancel my participation.",
    "I was looking forward to it, but I can't be there.",
    "I am writing to cancel.",
    "You may give away my place.",
    "Don't count on me.",
    "I won't need my place.",
    "I cannot attend; kindly let me know by Friday whether Ms Berg may come.",
    "Please cancel my registration and my hotel room.",
    "My hotel is full, so I must cancel.",
    "I ask that my registration for the workshop be cancelled.",
    "As stated in my letter I am not available on these dates.",
    "As the fee is too high I withdraw.",
    "I cannot join the workshop, as the programme does not concern us.",
    "I cannot attend, please reply before Friday.",
    "Please remove my name and email from the list.",
    "I do not know who will come instead, but I cannot attend.",
    "I am not sure about my colleague, but I will not attend.",
    "I tried everything, and still I am unable to attend.",
    "Although I would like to attend, I must cancel.",
    "Please cancel my registration before Friday.",
    "I am sorry for the late reply, but I can't come.",
]

STAYS = [
    "We cannot attend to your request before Monday.",
    "I was unable to attend to this matter earlier.",
    "I cannot open the form.",
    "I can't find the link.",
    "I could not find the hotel.",
    "I am unable to upload my photo.",
    "We are not able to pay the hotel.",
    "I will not be able to send you the note before Friday.",
    "I will be in touch.",
    "I will not be in the office on Friday.",
    "I do not know whether the Minister will attend.",
    "I do not know yet who will attend.",
    "I cannot say yet whether I will come.",
    "We cannot confirm at this stage how many colleagues will attend.",
    "We are not sure whether our director can come.",
    "It is not certain that she will be able to attend.",
    "I can't wait to join you in Geneva!",
    "I cannot thank you enough for letting me take part.",
    "We wouldn't miss it for the world.",
    "I do not want to miss the workshop.",
    "Please let us know if you are unable to attend.",
    "Please tell us by Friday if you cannot attend.",
    "If you cannot attend, please cancel your registration.",
    "Should you no longer wish to attend, please cancel your registration.",
    "Participants who cannot attend should cancel in time.",
    "I will let you know if I cannot attend.",
    "What happens if I cannot attend?",
    "In case she is unable to attend, I shall tell you.",
    "Last year I was unable to attend.",
    "I was not able to join the webinar last week.",
    "I'm sorry I could not attend your talk yesterday.",
    "The airline cancelled my flight.",
    "The hotel has cancelled my booking of the room.",
    "My flight was cancelled, so I will arrive one day later.",
    "Please cancel my hotel room.",
    "Please cancel the airport transfer.",
    "Could you cancel my dinner reservation?",
    "What is your cancellation policy?",
    "Until when can one cancel?",
    "Is it possible to cancel later?",
    "Please do not cancel my registration.",
    "I have not cancelled my registration.",
    "I do not want to withdraw.",
    "Please remove the second telephone number from my registration.",
    "Please remove this sentence from the programme.",
    "I cannot attend the dinner.",
    "I cannot attend the reception on Monday.",
    "I cannot come before noon.",
    "I will not be there before 10 a.m. on the first day.",
    "I cannot attend the first day.",
    "We won't be able to attend both days.",
    "I will not be able to attend the whole workshop.",
    "I cannot come by train.",
    "We cannot join the file to this mail.",
    "I cannot join the document.",
    "He cannot take part in the vote.",
    "Please accept my apologies for the late reply.",
    "I apologise for the delay.",
    "Please excuse my late answer.",
    "Apologies for the inconvenience.",
    "I missed your mail.",
    "Sorry that I missed your call.",
    "I miss my badge.",
    "I left my badge in the office.",
    "She left the meeting room.",
    "The deadline has been cancelled.",
    "Is the workshop cancelled?",
    "I hope that the meeting will not be cancelled.",
    "I cannot recommend it enough.",
    "We cannot but agree.",
    "The amount will be withdrawn from our account.",
    "Money can be withdrawn at the station.",
    "I am no longer at this address.",
    "The file is no longer available.",
    "The form is not available in French.",
    "Interpretation will not be available on the second day.",
    "If you are not the intended recipient, please delete this message.",
    "This message is confidential and must not be passed on.",
    "I did not receive your mail.",
    "I have not received the programme.",
    "We are unable to print the badge.",
    "He can't log in.",
    "Hanna Roth, Head of the Cancellation and Refunds Desk",
    "Round table: Why young people drop out of school",
    "I will release the programme on Friday.",
    "The prices will drop.",
    "I will be absent from the office until Friday.",
    "My colleague will not be able to join the Zoom test.",
    "Nobody told me that I could come.",
    "I regret the confusion.",
    "I shall not take more of your time.",
    "I am not coming alone.",
    "I won't come alone: my deputy is with me.",
    "We are not sending a large delegation.",
    "He declined to comment.",
    "I had to decline the hotel's offer.",
    "Those who could not attend receive the recording.",
    "I cannot find my confirmation.",
    "I could not log in to the portal.",
    "We cannot accept the terms of the hotel.",
    "Not all of our members can afford the fee.",
    "I have not been able to reach you by phone.",
    "It was impossible to open the attachment.",
    "I am unable to find the agenda.",
    "I will be unable to answer mails until Monday.",
    "We were unable to open your attachment.",
    "I can't tell you how happy I am to attend.",
    "I would never miss it.",
    "I can't remember whether I registered.",
    "I wasn't able to download the programme.",
    "Am I too late to register?",
    "The embassy cannot give me an appointment before June.",
    "The consulate has not approved my visa yet.",
    "My visa application has not been approved yet.",
    "I have to leave early on the second day.",
    "I will leave on 17 June.",
    "I will be on leave next week, but I read my mail.",
    "The train drivers will strike on 14 June.",
    "Ms Berg cannot be reached by phone.",
    "Will the workshop be cancelled if nobody comes?",
    "Please do not take me off the list.",
    "No one can attend without a badge, I understand.",
    "I do not need a hotel room.",
    "I no longer need a visa letter.",
    "I no longer need the hotel room.",
    "We do not need interpretation.",
    "I am not able to pay by card.",
    "Please remove my phone number from the list.",
    "I withdraw my question.",
    "I was told that I cannot register twice.",
    "I cannot come earlier than 9 a.m.",
    "He could not come last time.",
    "I cannot join by Teams, so I will come in person.",
    "Participants unable to attend should inform us by Friday.",
    "Registrations may be cancelled until 1 June.",
    "You can cancel your registration at any time.",
    "To cancel, click on the link below.",
    "To unsubscribe from this list, reply with the subject unsubscribe.",
    "This message and any attachment are confidential; if you are not the addressee, delete it.",
    "I cannot eat pork.",
    "I can't walk long distances.",
    "I will not need a badge.",
    "We can't print the badge at our office.",
    "I did not know that I could attend online.",
    "I have never been able to attend in person, so I am all the more pleased.",
    "I cannot believe that it is already June!",
    "We do not attend to such requests.",
    "I am unable to say at which hour I will arrive.",
    "The lunch was cancelled.",
    "I cannot attend the gala dinner, but I will be at the workshop.",
    "Will I be unable to attend if I have no visa?",
    "He is not only attending but speaking.",
    "It is not possible to park there.",
    "There is no need to withdraw my name.",
    "I was sorry not to meet you in May.",
    "I don't want to be a burden.",
    "I haven't got the link.",
    "I would not be surprised if many came.",
    "I'm not able to read the PDF.",
    "I'm not available for a call on Friday.",
    "You cannot miss the entrance.",
    "I cannot change my flight.",
    "I will not arrive on Sunday but am able to attend.",
    "I was unable to find out how to join the session.",
    "Please cancel the dinner, but keep my registration.",
    "I don't think it is far, I will come.",
    "Neither is necessary; I will attend.",
    "No doubt I will attend.",
    "I do not yet have a room, but I will come.",
    "I did not hesitate to register.",
    "I have no time on Monday but will attend on Tuesday.",
    "We have decided not to travel by plane.",
    "There is nothing that could keep me from attending.",
    "I have not decided whether to come.",
    "I don't mind if others cannot attend.",
]


@pytest.mark.parametrize("sentence", STAYS_AWAY)
def test_who_stays_away_says_so(sentence: str) -> None:
    assert leaves(sentence)


@pytest.mark.parametrize("sentence", [one for one in STAYS_AWAY if not one.endswith("?")])
def test_who_stays_away_asks_for_no_place(sentence: str) -> None:
    assert asks_for_self(wants_of(sentence), has_others=False) == ""


@pytest.mark.parametrize("sentence", STAYS)
def test_who_says_something_else_keeps_the_place(sentence: str) -> None:
    assert not leaves(sentence)


# Who wants to come, or sends somebody. -------------------------------------------------------------------------------

WISHES = [
    "wish to",
    "want to",
    "would like to",
    "should like to",
    "would love to",
    "hope to",
    "intend to",
    "plan to",
    "would be happy to",
    "would be delighted to",
    "would be pleased to",
    "am eager to",
    "am keen to",
    "am interested in",
]
WRITER_COMES = [
    *(f"I {wish} {COMING[verb] if wish.endswith(' in') else verb}." for wish, verb in product(WISHES, TO_COME)),
    *said(
        [
            "I will {}.",
            "I'll {}.",
            "I'd like to {}.",
            "We shall {}.",
            "I can {}.",
            "I'd be glad to {}.",
            "I will gladly {}.",
            "I am able to {}.",
            "I would very much like to {}.",
            "I am planning to {}.",
            "I am hoping to {}.",
        ],
        TO_COME,
    ),
    *said(["I will be {}.", "I am {}.", "I'm {} with pleasure."], [one for one in GOING_NOW if "travel" not in one]),
    "Please register me.",
    "Please register me and my deputy.",
    "Kindly enrol me for the workshop.",
    "Could you register me, please?",
    "Please sign me up.",
    "Please put me down for both days.",
    "Please add me to the list.",
    "Please add my name to the list of participants.",
    "Please include me in the list.",
    "Please put my name on the list.",
    "Count me in!",
    "I would like to register for the workshop.",
    "I'd like to sign up for the workshop.",
    "I want to enrol for the course.",
    "I hereby register for the workshop.",
    "I am writing to register for the workshop.",
    "I would like to reserve a place.",
    "Please reserve a seat for me.",
    "Please book me a place.",
    "May I have a place at the workshop?",
    "I apply for a place.",
    "I wish to apply for the course.",
    "I hereby submit my application.",
    "Please find attached my application for the workshop.",
    "I gladly accept your invitation.",
    "I am pleased to accept the invitation to the workshop.",
    "I request my registration for the workshop.",
    "I kindly request to be registered.",
    "I would appreciate it if you could register me.",
    "I would be grateful for a place.",
    "I ask you to register me.",
    "Kindly confirm my registration for the workshop.",
    "I would like to be registered.",
    "I wish to be part of the workshop.",
    "I express my interest in participating.",
    "The undersigned wishes to attend the workshop.",
]
OTHERS_COME = [
    "Please register Ms Berg.",
    "Kindly enrol Mr Diallo for the workshop.",
    "Pls add Ms Berg to the list.",
    "Please put Mr Diallo on the list.",
    "Could you please register my colleague?",
    "We would be grateful if you could register the following persons.",
    "We would appreciate it if you registered our two experts.",
    "We kindly ask you to register Ms Berg.",
    "I would like to register my colleague, Ms Berg.",
    "We wish to register two participants.",
    "We want to sign up three colleagues.",
    "The Ministry wishes to nominate Ms Berg.",
    "The Ministry has the honour to nominate Ms Berg.",
    "We are pleased to designate Mr Diallo.",
    "We hereby appoint Ms Berg as our representative.",
    "The Embassy has nominated Mr Diallo.",
    "Our nominees are Ms Berg and Mr Diallo.",
    "The following officials will attend.",
    "The following colleagues will take part.",
    "Ms Berg will attend the workshop.",
    "Ms Berg will participate.",
    "Mr Diallo will represent the Ministry.",
    "The Ministry will be represented by Ms Berg.",
    "Our university will send Ms Berg.",
    "We would like to send two colleagues.",
    "We are sending Mr Diallo.",
    "We intend to send one expert.",
    "Our delegation consists of three persons.",
    "The delegation will be composed as follows:",
    "Please find below the composition of our delegation.",
    "Please find below the names of our participants.",
    "Here are the details of our representatives.",
    "Please find attached the list of our participants.",
    "Ms Berg would like to attend.",
    "Ms Berg is interested in attending.",
    "Ms Berg would like to take part in the workshop.",
    "My colleague wishes to participate.",
    "Ms Berg will head the delegation.",
    "Ms Berg will accompany me.",
    "I will be accompanied by Ms Berg.",
    "We put forward Ms Berg.",
    "We propose Ms Berg as a participant.",
    "The Government has selected Ms Berg to attend.",
    "Please reserve two places for our colleagues.",
    "We need three seats at the workshop.",
    "We request the registration of Ms Berg.",
    "We seek accreditation for our journalist.",
    "Ms Berg will be attending on behalf of our agency.",
    "On our side, Ms Berg and Mr Diallo will be coming.",
    "Kindly note that Ms Berg will be our representative.",
    "The Mission has the honour to communicate the names of its delegates.",
    "Our Institute intends to participate with two persons.",
    "Please consider Ms Berg for participation.",
    "Please process the registration of our three colleagues.",
    "Attached is our nomination.",
    "We should be grateful for the accreditation of Ms Berg.",
    "Please secure a seat for our Minister.",
    "We are delegating Ms Berg.",
    "Ms Berg has been selected to attend.",
    "Ms Berg has been designated to represent our city.",
    "Please find the composition of our delegation below.",
    "Please register both of us.",
    "Please do register Mr Diallo.",
    "Would you please include Ms Berg in the list of participants?",
    "The Agency is pleased to nominate two officers.",
    "Our delegation will comprise five members.",
    "We'd like to book four seats.",
    "We are glad to inform you that Dr Roll will participate.",
]

NO_REQUEST = [
    "I will come back to you.",
    "I'll come back to you next week.",
    "We will be in touch.",
    "I will attend to it.",
    "I will attend to this matter at once.",
    "I would like to take this opportunity to thank you.",
    "I would like to thank you for your mail.",
    "I would like to inform you that our address has changed.",
    "I want to take note of it.",
    "I would like to join the attached file.",
    "I would like to join my voice to his thanks.",
    "It was a pleasure to attend last year's workshop.",
    "I had the pleasure of attending last year.",
    "Thank you for inviting us to attend.",
    "We invite you to attend our conference in Rome.",
    "We would like to invite you to attend our conference.",
    "You are invited to register for our conference.",
    "Please register at the following link.",
    "Please register here.",
    "Please register before 1 June.",
    "Do not hesitate to contact me.",
    "I have registered the domain.",
    "I hope that you will attend our side event.",
    "We hope you can join us for lunch.",
    "We look forward to hearing from you.",
    "The workshop will take place in June.",
    "We will take care of it.",
    "I will send you the note tomorrow.",
    "We will send the slides.",
    "I would like to send you our report.",
    "I will join the slides.",
    "Our Registrations Officer is on leave.",
    "Head of Registration and Accreditation",
    "Panel: How can young people take part in local life?",
    "The registration form does not open.",
    "I cannot open the registration form.",
    "I do not wish to attend.",
    "I have no wish to participate.",
    "We do not nominate anybody this year.",
    "I would have liked to attend.",
    "I would have loved to take part.",
    "Please add the attached note to the file.",
    "Please include this point in the agenda.",
    "Please put me through to the director.",
    "Please put this point on the agenda.",
    "Please send me the list of participants.",
    "Could you send me the list of participants?",
    "May I see the list of delegates?",
    "We are interested in the results of the workshop.",
    "I would be happy to help.",
    "I am happy to answer your questions.",
    "I'd be glad to call you.",
    "I am travelling until Monday.",
    "I am coming back on Monday.",
    "This matter will come to an end.",
    "My mail will come as a surprise.",
    "I can make a proposal.",
    "We will make it available.",
    "I will make it short.",
    "I want to be there for my family.",
    "I am present on most social media.",
    "If you wish to attend, please fill in the form.",
    "If you would like to register, click here.",
    "Tell me if you want to take part.",
    "This mail may contain confidential information; if you wish to unsubscribe, click here.",
    "Please confirm receipt of this mail.",
    "Please find attached the invoice.",
    "I will be happy to meet you.",
    "I should like to know the address of the hotel.",
    "Please register this complaint.",
    "Please add your signature.",
    "We are pleased to send you our newsletter.",
    "I accept your apologies.",
    "I will plan the trip.",
    "I look forward to participating in your next survey.",
    "I will be attending to your mail shortly.",
    "I would like to know who will attend.",
    "I will get back to you.",
    "I would like to receive the programme.",
    "I want to thank you.",
    "We would like to offer our services.",
    "We can send you a quotation.",
    "Our hotel would be happy to host your delegates.",
    "Please send your contribution by Friday.",
    "Please register your interest in our newsletter here.",
    "Thank you for registering me.",
    "I registered last week but have received nothing.",
    "Did you receive my registration?",
    "I received your confirmation.",
    "We are pleased to announce our conference.",
    "You may register on our website.",
    "Participants will receive a certificate.",
    "The Director will be happy to receive you.",
    "Could you tell me how to apply?",
    "I would like to ask whether children can come.",
    "Please add my new number to your address book.",
    "Please find attached our annual report.",
    "Will there be a list of participants?",
    "The seminar was attended by many.",
    "I attended the seminar.",
    "You will join us, I hope.",
    "I shall call you tomorrow.",
    "Have you registered us?",
    "We would appreciate your help.",
    "Please find my comments attached.",
    "I want to change my password.",
    "I cannot register on your page.",
    "We hope to see you in Rome.",
    "I will not be able to attend.",
    "We regret that nobody can attend.",
    "I had hoped to attend.",
    "It is not possible for me to attend.",
    "I do not plan to attend.",
]

# Who says so has not decided, or only asks.
UNDECIDED = [
    "Before we register, we would like to know the price.",
    "Before registering I have a question.",
    "Before deciding whether to attend I need the programme.",
    "How can I register?",
    "How do we nominate a participant?",
    "Where can I register?",
    "We have not yet decided whether to attend.",
    "We have not decided who will attend.",
    "I am still thinking about attending.",
    "We are considering sending a delegate.",
    "I am considering taking part.",
    "If we decide to attend, we will tell you.",
    "I do not know yet whether I will attend.",
    "I am not sure whether I can come.",
    "I might come.",
    "I may attend, but it is not certain.",
    "Perhaps I will attend.",
    "Can one register later?",
    "Is registration still open?",
    "Once we have your answer we will register.",
    "We may send somebody.",
    "We are not yet registering anybody.",
    "It depends on your answer whether we will attend.",
    "We are asking about a possible participation.",
    "I do not know whether the Minister will attend.",
    "I cannot yet confirm whether I will attend.",
    "We will decide next week whether to participate.",
]


@pytest.mark.parametrize("sentence", [*WRITER_COMES, *OTHERS_COME])
def test_a_place_is_asked_for(sentence: str) -> None:
    found = wants_of(sentence)
    assert found.request == [sentence]
    assert not leaves(sentence)


@pytest.mark.parametrize("sentence", [one for one in WRITER_COMES if not one.startswith(("Please find", "The "))])
def test_the_writer_asks_for_a_place(sentence: str) -> None:
    assert asks_for_self(wants_of(sentence), has_others=False) == sentence


@pytest.mark.parametrize("sentence", OTHERS_COME)
def test_others_are_no_reason_to_register_the_writer(sentence: str) -> None:
    kept = asks_for_self(wants_of(sentence), has_others=True)
    assert kept == "" or "accompan" in kept


@pytest.mark.parametrize("sentence", [*NO_REQUEST, *UNDECIDED])
def test_who_says_something_else_asks_for_no_place(sentence: str) -> None:
    found = wants_of(sentence)
    assert (found.request, found.strong) == ([], [])


# Another in somebody's place. ----------------------------------------------------------------------------------------

REPLACES = [
    *said(
        [
            "Ms Berg will {} in my place.",
            "Ms Berg is going to {} instead of me.",
            "My deputy will {} in his stead.",
            "Instead of Mr Diallo, Ms Berg will {}.",
            "Ms Berg will {} on my behalf.",
            "Ms Berg will {} instead.",
        ],
        ["attend", "participate", "take part", "come", "travel", "be there", "fly in"],
    ),
    "Ms Berg will replace me.",
    "I will be replaced by Ms Berg.",
    "Please replace Mr Diallo by Ms Berg.",
    "Kindly substitute Ms Berg for Mr Diallo.",
    "Ms Berg is my substitute.",
    "Ms Berg will take my place.",
    "Ms Berg takes the place of Mr Diallo.",
    "Ms Berg will take over my seat.",
    "Ms Berg will stand in for me.",
    "Ms Berg is standing in for Mr Diallo.",
    "Ms Berg will step in for me.",
    "Ms Berg will fill in for him.",
    "Ms Berg will deputise for me.",
    "Ms Berg will cover for me.",
    "Please transfer my registration to Ms Berg.",
    "Please give my place to Ms Berg.",
    "I would like to pass my place on to Ms Berg.",
    "My seat goes to Ms Berg.",
    "Ms Berg may have my place.",
    "Ms Berg will represent me.",
    "I am sending Ms Berg in my place.",
    "We are sending Ms Berg instead of Mr Diallo.",
    "In Mr Diallo's place we send Ms Berg.",
    "Ms Berg will come rather than Mr Diallo.",
    "Mr Diallo's replacement is Ms Berg.",
    "My successor, Ms Berg, will attend.",
    "Please change the name of the participant: Ms Berg will come.",
    "Change of participant",
    "We wish to swap Mr Diallo for Ms Berg.",
    "Please exchange Mr Diallo for Ms Berg.",
    "I have asked Ms Berg to go in my stead.",
    "Ms Berg will be my stand-in.",
    "Ms Berg will act as my replacement.",
    "Please use my place for Ms Berg.",
    "Ms Berg will go in my place.",
    "I nominate Ms Berg in my stead.",
    "Ms Berg will attend in lieu of Mr Diallo.",
    "Ms Berg will be coming in place of Mr Diallo.",
    "Please register Ms Berg instead of me.",
    "I hand my place over to Ms Berg.",
    "Ms Berg takes over from me.",
    "I would like to be replaced by my deputy.",
    "Please put Ms Berg's name instead of mine.",
    "Ms Berg will act on my behalf.",
    "A substitute will attend.",
    "Ms Berg is taking Mr Diallo's place.",
    "Ms Berg will use my seat.",
    "Mr Diallo will be replaced by Ms Berg.",
    "My deputy takes my place.",
    "I'd like Ms Berg to attend in my stead.",
    "Please substitute my name with that of Ms Berg.",
    "Please assign my place to Ms Berg.",
    "Ms Berg will come in my stead.",
    "Ms Berg replaces our former delegate.",
    "In place of Mr Diallo we nominate Ms Berg.",
    "My alternate will attend in my place.",
    "Please let Ms Berg have my place.",
]
NOBODY_IS_REPLACED = [
    "I will not be replaced.",
    "Nobody will replace him.",
    "There is no substitute.",
    "The workshop takes place in Geneva.",
    "The meeting will take place in June.",
    "The dinner took place on Monday.",
    "Could I have tea instead?",
    "I will call you instead.",
    "In the first place, thank you.",
    "Please put my place card in front.",
    "There is no place for my coat.",
    "I know my place.",
    "Ms Berg attends on behalf of our agency.",
    "I am writing on behalf of the Minister.",
    "On behalf of my delegation, I thank you.",
    "I will fill in the form.",
    "Please fill in the form for me.",
    "The measures are in place.",
    "We have put rules in place.",
    "My place of birth is Oslo.",
    "My place of work is Oslo.",
    "This version replaces the earlier one.",
    "Please replace the attached file by this one.",
    "The badge must be replaced.",
    "Shall I send a photo instead of a scan?",
    "Panel: What will replace coal?",
    "She covers migration for our newspaper.",
    "I wish you success.",
    "The successful candidates will be informed.",
    "The session takes place on Monday instead of Tuesday.",
    "The meeting takes place in room 3 instead of room 2.",
    "I would like to attend online instead of in person.",
    "I will arrive on Tuesday instead of Monday.",
    "Please use my private address instead.",
    "I replaced the file.",
    "I'll take the train instead of the plane.",
    "Is there a place to park?",
    "Our office moved to another place.",
    "The first place went to Ghana.",
]


@pytest.mark.parametrize("sentence", REPLACES)
def test_somebody_takes_anothers_place(sentence: str) -> None:
    assert Case(wants_of(sentence)).replacing == [sentence]


@pytest.mark.parametrize("sentence", NOBODY_IS_REPLACED)
def test_nobody_is_replaced(sentence: str) -> None:
    known = phrases.found_in(sentence, "want")
    assert Case(wants_of(sentence)).replacing == [], known


@pytest.mark.parametrize(
    ("sentence", "is_writer"),
    [
        ("I will attend in his place.", True),
        ("I shall take her place.", True),
        ("I am replacing Mr Diallo.", True),
        ("I will be replacing her.", True),
        ("I will come instead of Mr Diallo.", True),
        ("I will stand in for Mr Diallo.", True),
        ("I will be standing in for her.", True),
        ("I am coming in her stead.", True),
        ("I will deputise for him.", True),
        ("I'll travel instead of her.", True),
        ("I'm filling in for Mr Diallo.", True),
        ("I will take part in her place.", True),
        ("Ms Berg will attend in my place.", False),
        ("I will be replaced by Ms Berg.", False),
        ("I write to say that Ms Berg replaces me.", False),
        ("I am sending Ms Berg in my place.", False),
        ("I will let you know who will come instead of me.", False),
        ("I will not replace him.", False),
        ("I am coming instead of staying at home.", False),
        ("I will fill in the form.", False),
    ],
)
def test_the_writer_comes_in_anothers_place(sentence: str, is_writer: bool) -> None:
    assert comes_instead(sentence) is is_writer


# What else is said. --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        *said(
            ["Please change my {}.", "Kindly correct my {}.", "My {} has changed.", "I have a new {}."],
            ["function", "job title", "email address", "telephone number", "surname", "phone number", "position"],
        ),
        "Please update my details.",
        "Please update her details.",
        "Could you amend my registration?",
        "There is a mistake in my name.",
        "My name is misspelt.",
        "My name is spelt with two n.",
        "The spelling of my name is wrong.",
        "You have written my name wrongly.",
        "Please note my new address: jo@imr.example.org.",
        "From June my function will be Director.",
        "I have been promoted.",
        "I have been appointed Director.",
        "I am now Head of Unit.",
        "I now work for the city of Oslo.",
        "I will attend online instead of in person.",
        "I would rather follow remotely.",
        "I shall participate virtually.",
        "I would like to switch to online.",
        "I can only attend on the first day.",
        "I will arrive on 14 June.",
        "My flight lands at 10 a.m.",
        "I am a vegetarian.",
        "Please use this address from now on.",
        "My old address no longer works.",
        "Please correct the spelling of my surname.",
        "I have got married, and my new surname is Lund.",
    ],
)
def test_something_changes(sentence: str) -> None:
    assert Case(wants_of(sentence)).changing == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Please do not change my registration.",
        "Nothing has changed.",
        "The climate is changing.",
        "How can I change my address?",
        "Can I still change my registration later?",
        "Do you need my telephone number?",
        "Thank you for your mail.",
        "I look forward to the workshop.",
        "Title: How cities change their role",
        "The rules have changed.",
        "I work for the city of Oslo.",
        "Could you give me the address of the hotel?",
        "The weather changes fast.",
        "I confirm my attendance.",
        "See you in Geneva.",
        "We have corrected the invoice.",
        "The slides were updated.",
        "A new director will be elected.",
    ],
)
def test_nothing_changes(sentence: str) -> None:
    assert Case(wants_of(sentence)).changing == []


@pytest.mark.parametrize(
    "sentence",
    [
        *said(
            ["I confirm my {}.", "We hereby confirm her {}.", "I am happy to confirm our {}."],
            ["attendance", "participation", "presence", "registration"],
        ),
        *said(["I confirm that I will {}.", "Ms Berg confirms that she will {}.", "We will {} as planned."], TO_COME),
        "I'll be there.",
        "We will be there with pleasure.",
        "See you there!",
        "See you in Geneva.",
        "I accept the place.",
        "I accept your offer with thanks.",
        "Confirmed, thank you.",
        "I'm coming.",
    ],
)
def test_who_comes_confirms(sentence: str) -> None:
    assert wants_of(sentence).confirm == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "I cannot confirm my attendance yet.",
        "I will not be there.",
        "I will come back to you.",
        "I accept your apologies.",
        "I will not come.",
        "Has she confirmed?",
        "The hotel has confirmed the room.",
        "Confirmed cases are falling.",
        "See you on page 3.",
        "We do not accept the offer.",
    ],
)
def test_who_says_something_else_confirms_nothing(sentence: str) -> None:
    assert wants_of(sentence).confirm == []


@pytest.mark.parametrize(
    "sentence",
    [
        *said(
            ["Please {} me know when the doors open.", "Kindly {} us know the price."],
            ["let"],
        ),
        *said(
            [
                "Could you {} when the doors open.",
                "I would be grateful if you could {} when the doors open.",
                "We would appreciate it if you could {} how to pay.",
                "Please {} whether lunch is served.",
            ],
            ["tell us", "let me know", "inform us", "advise", "clarify", "indicate", "explain", "confirm"],
        ),
        *said(
            [
                "I would like to know {}.",
                "I'd like to ask {}.",
                "I wonder {}.",
                "I was wondering {}.",
                "I need to know {}.",
            ],
            ["when the doors open", "if lunch is served", "who speaks"],
        ),
        "I have a question about the programme.",
        "We have two questions regarding the hotel.",
        "I am writing to enquire about the fee.",
        "I should be glad of more information about the hotel.",
        "Is there a fee?",
        "Where is the venue?",
        "Any news on my visa letter?",
    ],
)
def test_somebody_asks(sentence: str) -> None:
    assert wants_of(sentence).question == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Please let us know if you need anything else.",
        "Let me know if you have any questions.",
        "Please tell us if anything is missing.",
        "Do not hesitate to ask.",
        "Should you have any questions, please call me.",
        "If you require further information, please contact me.",
        "Feel free to contact me for any question.",
        "I remain at your disposal for further information.",
        "Thank you for your answer.",
        "Could you register Ms Berg?",
        "Please register Ms Berg.",
        "I confirm my attendance.",
        "My deputy will attend.",
        "The question is settled.",
        "It is out of the question.",
    ],
)
def test_nobody_asks(sentence: str) -> None:
    assert wants_of(sentence).question == []


@pytest.mark.parametrize(
    ("sentence", "is_kept"),
    [
        ("Ms Berg remains registered.", True),
        ("My own registration remains valid.", True),
        ("The others will attend as planned.", True),
        ("Everybody else is still coming.", True),
        ("The rest of the delegation is unchanged.", True),
        ("This does not concern Ms Berg.", True),
        ("Ms Berg keeps her place.", True),
        ("Ms Berg will still take part.", True),
        ("She still intends to come.", True),
        ("Ms Berg is still on the list.", True),
        ("Her registration stands.", True),
        ("My participation is not affected.", True),
        ("All others come as announced.", True),
        ("Ms Berg will be there as foreseen.", True),
        ("Ms Berg cannot attend.", False),
        ("She will remain at home.", False),
        ("I must stay at home.", False),
        ("I stay with my family.", False),
        ("Ms Berg stands in for me.", False),
        ("I still cannot come.", False),
        ("She is still ill.", False),
        ("Please keep me informed.", False),
    ],
)
def test_who_keeps_the_place(sentence: str, is_kept: bool) -> None:
    assert stays(sentence) is is_kept


@pytest.mark.parametrize(
    ("sentence", "is_away"),
    [
        *(
            (one, True)
            for one in said(
                [
                    "I will not {} myself.",
                    "I cannot {}.",
                    "I shall not personally {}.",
                    "I'm unable to {}.",
                    "I will be unable to {}.",
                    "I myself will not {}.",
                    "I won't {}.",
                ],
                ["attend", "participate", "take part", "come", "travel", "join them", "be there"],
            )
        ),
        ("I am not attending myself.", True),
        ("I will not be taking part.", True),
        ("I only handle the registrations and will not attend.", True),
        ("I do not know whether the Minister will attend.", False),
        ("I do not doubt that she will come.", False),
        ("I cannot say who will attend.", False),
        ("I cannot send the form.", False),
        ("I will attend myself.", False),
        ("I am not sure when they will come.", False),
        ("I do not have the list of those who attend.", False),
    ],
)
def test_the_writer_does_not_come(sentence: str, is_away: bool) -> None:
    assert phrases.has(sentence, "say.away") is is_away


NOTES = {
    "visa": (
        [
            "Please send me an invitation letter.",
            "I need a letter of invitation for the consulate.",
            "She needs a visa.",
            "We would need visa letters for both.",
            "Please issue a visa support letter.",
        ],
        [
            "Thank you for the invitation.",
            "I accept your letter with pleasure.",
            "I need a letter box.",
            "Thank you for your letter.",
        ],
    ),
    "no_visa": (
        [
            "I do not need a visa.",
            "No visa is required.",
            "I don't need a visa letter.",
            "She needs no visa.",
            "A visa is not needed.",
        ],
        ["I need a visa.", "Please send the visa letter.", "I have no passport yet."],
    ),
    "sponsorship": (
        [
            "Could you cover my travel costs?",
            "We ask for financial support.",
            "I would need a travel grant.",
            "Our ministry has no budget for travel.",
            "She can come only if her expenses are paid.",
            "I cannot pay the ticket myself.",
            "Is there funding for participants?",
            "I depend on a scholarship.",
            "Can you reimburse my flight?",
            "We apply for sponsorship.",
        ],
        [
            "I support the proposal.",
            "Thank you for your support.",
            "The slides are covered by copyright.",
            "Please find attached the cover page.",
            "Her talk covers two topics.",
            "The insurance covers theft.",
        ],
    ),
    "own_cost": (
        [
            "All costs are borne by our ministry.",
            "We come at our own expense.",
            "I will pay for myself.",
            "The Ministry will bear all costs.",
            "My employer pays my flight and hotel.",
            "We do not ask for any funding.",
            "Our participation is self-funded.",
            "Travel is paid by our university.",
            "We will cover our own costs.",
            "I need no financial support.",
        ],
        ["Who pays the hotel?", "We cannot pay the flight.", "I ask for financial support.", "Please cover my costs."],
    ),
    "speaker": (
        [
            "I would like to give a talk.",
            "She will speak at the opening.",
            "Mr Diallo will moderate the panel.",
            "I could give a presentation on housing.",
            "I am a speaker in the second session.",
            "My presentation is attached.",
            "She will deliver a speech.",
            "He will be one of the panellists.",
            "I am happy to take the floor.",
        ],
        [
            "I speak French.",
            "We speak of two persons.",
            "I talked to your colleague.",
            "Generally speaking, all is well.",
            "The moderate weather helps.",
        ],
    ),
    "ticket_issued": (
        [
            "My ticket has been issued.",
            "I have booked my flight.",
            "Our flights are booked.",
            "We have already bought the tickets.",
        ],
        ["I need a ticket.", "When will the tickets be on sale?", "I have booked a hotel."],
    ),
    "comes_on_some_days": (
        [
            "I can only come on the second day.",
            "She attends the first day only.",
            "I will be there only on 14 June.",
            "Just the morning for me, please: I can only attend in the morning.",
            "I cannot attend the first day.",
            "I will join only for the last day.",
            "She will leave after the first day.",
        ],
        [
            "I will attend on both days.",
            "I have only one question.",
            "Only two of us come.",
            "I will come on 14 and 15 June.",
        ],
    ),
    "note_verbale_follows": (
        [
            "The note verbale will follow.",
            "The original letter will be sent by courier.",
            "A note verbale will be sent separately.",
            "Credentials will follow by post.",
            "The official letter is on its way.",
        ],
        [
            "Please note that I follow the news.",
            "I will follow your advice.",
            "Thank you for your note.",
            "A list follows below.",
        ],
    ),
    "consent": (
        [
            "I agree that my name be published.",
            "You may publish my name.",
            "My name may appear on the list.",
            "I consent to my name being listed.",
            "I have no objection to my name being published.",
        ],
        ["I agree with you.", "You may call me.", "My name is on the list."],
    ),
    "no_consent": (
        [
            "Please do not publish my name.",
            "I do not wish my name to be listed.",
            "My name must not be published.",
            "I do not agree to be on the public list.",
            "Please keep my name off the public list.",
        ],
        ["Please publish my name.", "I do not agree with the fee.", "I agree that my name be listed."],
    ),
    "confirms": (
        [
            "I confirm my attendance.",
            "I will be there.",
            "We shall attend.",
            "I'll come.",
            "I confirm that I take part.",
        ],
        ["I confirm receipt of your mail.", "I will send it.", "She will let you know."],
    ),
}


@pytest.mark.parametrize(("topic", "sentence"), [(topic, one) for topic, (hits, _) in NOTES.items() for one in hits])
def test_a_wish_is_noted(topic: str, sentence: str) -> None:
    assert phrases.has(sentence, f"note.{topic}")


@pytest.mark.parametrize(
    ("topic", "sentence"), [(topic, one) for topic, (_, misses) in NOTES.items() for one in misses]
)
def test_no_wish_is_noted(topic: str, sentence: str) -> None:
    assert not phrases.has(sentence, f"note.{topic}")


# Whole mails. --------------------------------------------------------------------------------------------------------

CONFIRMATION = "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>"
TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
OFFICE = "Amina Yusuf <a.yusuf@imr.example.org>"
STRANGER = "Joan Feld <j.feld@harbour.example.org>"


@pytest.mark.parametrize(
    "text",
    [
        "I am sorry to tell you that I shall unfortunately be unable to take part. All the best for the workshop.",
        "Thank you for the reminder. Due to a family matter I'm no longer in a position to travel to Geneva.",
        "Work keeps me from coming in June, so please give my seat to somebody on the waiting list.",
        "The Institute has not allowed me to travel. Apologies for telling you so late.",
        "I regret that it will not be possible for me to be with you. Please take my name off the list.",
        "Sadly I must bow out this time. Good luck with everything!",
    ],
)
def test_a_registered_person_stays_away(text: str) -> None:
    found = understood(mail(f"Dear colleagues,\n\n{text}\n\nTobias", sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert (found.classification, found.targets) == ("cancellation", ("DLG27-2-0402",))
    assert found.proposals == []


@pytest.mark.parametrize(
    "text",
    [
        "I cannot open the form that you sent. Could you send it again?",
        "We will not be able to send you the slides before Friday. I look forward to the workshop.",
        "I do not know yet whether our Minister will attend; my own place is not affected.",
        "The airline has cancelled my flight, so I will arrive one day later.",
        "I could not find the hotel in your list. Is it near the venue?",
        "Our office cannot attend to your request before Monday.",
        "Please accept my apologies for the late reply. I will be there.",
        "I cannot attend the dinner on Monday, but I look forward to the workshop.",
    ],
)
def test_a_registered_person_keeps_the_place(text: str) -> None:
    found = understood(mail(f"Dear colleagues,\n\n{text}\n\nTobias", sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert found.classification not in ("cancellation", "substitution")
    assert found.targets in ((), ("DLG27-2-0402",))


@pytest.mark.parametrize(
    "text",
    [
        "I'm prevented from attending. My colleague, Ms Jo Park (j.park@imr.example.org), will deputise for me.",
        "Please transfer my registration to Ms Jo Park, Analyst (j.park@imr.example.org).",
        "Ms Jo Park (j.park@imr.example.org) will be taking part on my behalf.",
        "I have asked Ms Jo Park (j.park@imr.example.org) to travel in my stead.",
    ],
)
def test_a_registered_person_is_replaced(text: str) -> None:
    found = understood(mail(f"Dear colleagues,\n\n{text}\n\nTobias", sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert (found.classification, found.replaces) == ("substitution", "DLG27-2-0402")
    assert [one.full_name for one in found.proposals] == ["Jo Park"]


@pytest.mark.parametrize(
    "text",
    [
        "I am keen to take part in DLG27-2 and would be grateful for a place.",
        "I'd love to be there for DLG27-2. Count me in!",
        "I am planning to fly in for DLG27-2; kindly put me down.",
        "May I have a place at DLG27-2?",
        "I gladly accept your invitation to DLG27-2 and look forward to being with you.",
    ],
)
def test_a_stranger_asks_for_a_place(text: str) -> None:
    found = understood(mail(f"Dear Sir or Madam,\n\n{text}\n\nKind regards,\nJoan Feld", sender=STRANGER))
    assert found.classification == "registration_request"
    assert [one.full_name for one in found.proposals] == ["Joan Feld"]


@pytest.mark.parametrize(
    "text",
    [
        "We put forward Ms Jo Park, Analyst (j.park@imr.example.org), for DLG27-2. I shall not personally attend.",
        "On our side Ms Jo Park, Analyst (j.park@imr.example.org), will be coming to DLG27-2. I myself won't travel.",
        "We would appreciate it if you registered Ms Jo Park, Analyst (j.park@imr.example.org), for DLG27-2.",
    ],
)
def test_an_office_sends_somebody(text: str) -> None:
    found = understood(mail(f"Dear all,\n\n{text}\n\nAmina Yusuf", sender=OFFICE))
    assert found.classification == "registration_request"
    assert [one.full_name for one in found.proposals] == ["Jo Park"]


@pytest.mark.parametrize(
    "text",
    [
        "Before deciding whether to attend DLG27-2 I should like to know the price.",
        "Could you explain how one registers for DLG27-2?",
        "We have not decided who will attend DLG27-2. Is there a fee?",
        "I was wondering if DLG27-2 is open to firms.",
    ],
)
def test_a_stranger_only_asks(text: str) -> None:
    found = understood(mail(f"Dear Sir or Madam,\n\n{text}\n\nKind regards,\nJoan Feld", sender=STRANGER))
    assert (found.classification, found.proposals) == ("question", [])


@pytest.mark.parametrize(
    "text",
    [
        "Please correct the spelling of my surname: it is Nwachukwu-Lindt.",
        "I would rather follow the workshop remotely.",
        "As from June I shall be Deputy Director of the Institute.",
    ],
)
def test_a_registered_person_changes_something(text: str) -> None:
    found = understood(mail(f"Dear colleagues,\n\n{text}\n\nTobias", sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert (found.classification, found.targets) == ("update", ("DLG27-2-0402",))
