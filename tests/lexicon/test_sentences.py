"""Where a sentence ends."""

from lexicon.sentences import sentences_of


def test_a_wrapped_sentence_with_a_colon_is_no_label() -> None:
    text = "Unfortunately my colleague Tobias Nwachukwu\nLind (our deputy) has to withdraw: he is needed at home."
    assert sentences_of(text) == [text.replace("\n", " ")]
    form = "Je souhaite inscrire la personne suivante pour juin\nNom : Yusuf\nPrénom : Amina"
    assert sentences_of(form)[1:] == ["Nom : Yusuf", "Prénom : Amina"]
