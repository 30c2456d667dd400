"""What staff may do next with a mail, as codes that the desk turns into buttons and words."""

from mailreader.findings import Understanding


def propose_steps(result: Understanding) -> None:
    """Fill `actions`, in the order in which one would take them."""
    by_class = {
        "registration_request": _request,
        "nomination_attached": _request,
        "duplicate": _duplicate,
        "substitution": _substitution,
        "cancellation": _cancellation,
        "update": _update,
        "question": _question,
        "auto_reply": _automatic,
        "bounce_permanent": _bounce,
        "bounce_transient": _bounce,
        "bulk": _automatic,
        "spam": _spam,
    }
    steps = by_class.get(result.classification, _review)(result)
    flags = {
        "visa_letter": "flag_visa_letter",
        "sponsorship": "flag_sponsorship_request",
        "possible_speaker": "flag_possible_speaker",
        "ticket_issued": "flag_ticket_issued",
        "note_verbale_follows": "note_verbale_follows",
        "restricted_data": "keep_restricted",
        "confirms_attendance": "note_confirmation",
        "held_by_filter": "note_held",
        "has_question": "answer_question",
        "original_sender_to_accept": "accept_original_sender",
    }
    steps += [flags[flag] for flag in result.flags if flag in flags]
    if result.is_forwarded and result.forwarded_by and not result.is_automatic:
        steps.append("tell_forwarder")
    result.actions = list(dict.fromkeys(steps))


def _request(result: Understanding) -> list[str]:
    steps = ["propose_delegation" if len(result.proposals) > 1 else "propose_participants"]
    if result.classification == "nomination_attached":
        steps = ["keep_nomination_document", "show_attachment", *(steps if result.proposals else [])]
    if result.is_auto_reply_allowed:
        steps.append("acknowledge")
    is_lacking = any(person.missing for person in result.proposals)
    return steps + (["ask_for_details", "keep_incomplete", "remind_once"] if is_lacking else [])


def _duplicate(result: Understanding) -> list[str]:
    return ["compare_with_registration", *(["answer"] if result.is_auto_reply_allowed else [])]


def _substitution(result: Understanding) -> list[str]:
    steps = ["propose_substitution", "acknowledge"]
    is_lacking = any(person.missing for person in result.proposals if not person.is_placeholder)
    return [*steps, "ask_for_details"] if is_lacking else steps


def _cancellation(_result: Understanding) -> list[str]:
    return ["propose_cancellation", "call_waiting_list", "confirm_cancellation"]


def _update(result: Understanding) -> list[str]:
    if result.calendar:
        return ["note_calendar_answer", *(["propose_cancellation"] if result.targets else [])]
    return ["propose_changes", "answer"]


def _question(_result: Understanding) -> list[str]:
    return ["queue_as_question", "offer_answers"]


def _automatic(result: Understanding) -> list[str]:
    steps = ["file_as_automatic"]
    if result.absence and (result.absence.until or result.absence.alternate_email):
        steps.append("show_absence")
    return steps


def _bounce(result: Understanding) -> list[str]:
    if result.classification == "bounce_transient":
        return ["note_delay"]
    return ["mark_undeliverable", "warn_staff", "stop_automatic_mail"]


def _spam(_result: Understanding) -> list[str]:
    return ["file_as_spam", "let_staff_take_out"]


def _review(_result: Understanding) -> list[str]:
    return ["review"]
