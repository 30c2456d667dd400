"""Every column of every model: whose data it holds, and until when. A column that is missing here fails a test.

docs/privacy.md says the same in words, for those who answer for data protection.
"""

from enum import StrEnum


class Keep(StrEnum):
    """Until when."""

    NOT_PERSONAL = "says nothing of a person"
    PUBLISHED = "archive: what the house has published, and the directory behind it"
    ARCHIVE = "archive: that a person took part, in which function, for whom"
    CONTACT = "PARTICIPANT_DAYS after the last phase of the event"
    RESTRICTED = "RESTRICTED_DAYS, or the days of its question, after the last phase of the event"
    MAIL = "MAIL_DAYS after the event and the last mail; junk JUNK_MAIL_DAYS"
    STAFF = "with the account of a member of staff"
    LOG = "with what it is about; looks at restricted data with the registration"
    SECURITY = "SECURITY_LOG_DAYS after it happened"
    SHORT = "days: a session, a count, an upload that nobody came back for"


ALL = "*"
# By model: the columns of each kind; `ALL` is what no other kind names.
POLICY: dict[str, dict[Keep, str]] = {
    "access.Assignment": {Keep.STAFF: ALL},
    "access.ResetRequest": {Keep.SHORT: ALL},
    "access.SecurityEvent": {Keep.SECURITY: ALL},
    "account.EmailAddress": {Keep.STAFF: ALL},
    "account.EmailConfirmation": {Keep.STAFF: ALL},
    "admin.LogEntry": {Keep.LOG: ALL},
    "auth.Group": {Keep.NOT_PERSONAL: ALL},
    "auth.Group_permissions": {Keep.NOT_PERSONAL: ALL},
    "auth.Permission": {Keep.NOT_PERSONAL: ALL},
    "auth.User": {Keep.STAFF: ALL},
    "auth.User_groups": {Keep.STAFF: ALL},
    "auth.User_user_permissions": {Keep.STAFF: ALL},
    "auditlog.LogEntry": {Keep.LOG: ALL},
    "backoffice.Import": {Keep.SHORT: ALL},
    "contenttypes.ContentType": {Keep.NOT_PERSONAL: ALL},
    "events.AgendaTemplate": {Keep.NOT_PERSONAL: ALL},
    "events.AgendaVersion": {Keep.PUBLISHED: ALL},
    "events.Appearance": {Keep.PUBLISHED: ALL},
    "events.Appearance_organisations": {Keep.PUBLISHED: ALL},
    "events.Document": {Keep.PUBLISHED: ALL},
    "events.DocumentFile": {Keep.PUBLISHED: ALL},
    "events.Event": {Keep.PUBLISHED: ALL},
    "events.EventOrganisation": {Keep.NOT_PERSONAL: ALL},
    "events.Event_countries": {Keep.NOT_PERSONAL: ALL},
    "events.Phase": {Keep.NOT_PERSONAL: ALL},
    "events.PublishedItem": {Keep.PUBLISHED: ALL},
    "events.PublishedSpeaker": {Keep.PUBLISHED: ALL},
    "events.Room": {Keep.NOT_PERSONAL: ALL},
    "events.Series": {Keep.NOT_PERSONAL: ALL},
    "events.SeriesEntry": {Keep.NOT_PERSONAL: ALL},
    "events.SeriesOrganisation": {Keep.NOT_PERSONAL: ALL},
    "events.Session": {Keep.PUBLISHED: ALL},
    "events.Venue": {Keep.NOT_PERSONAL: ALL},
    "identity.Identity": {Keep.NOT_PERSONAL: ALL},
    "inbox.Conversation": {Keep.MAIL: ALL},
    "inbox.ConversationMessage": {Keep.MAIL: ALL},
    "inbox.DeskAction": {Keep.MAIL: ALL},
    "inbox.IncomingMessage": {Keep.MAIL: ALL},
    "inbox.MailProposal": {Keep.MAIL: ALL},
    "inbox.Mailbox": {Keep.NOT_PERSONAL: ALL},
    "inbox.RawMail": {Keep.MAIL: ALL},
    "inbox.StandardAnswer": {Keep.NOT_PERSONAL: ALL},
    "mfa.Authenticator": {Keep.STAFF: ALL},
    "outbox.DeliveryTry": {Keep.CONTACT: ALL},
    "outbox.Message": {Keep.CONTACT: ALL},
    "outbox.MessageTemplate": {Keep.NOT_PERSONAL: ALL},
    "outbox.OutboxState": {Keep.NOT_PERSONAL: ALL},
    "outbox.SignOn": {Keep.NOT_PERSONAL: ALL},
    "outbox.UndeliverableAddress": {Keep.MAIL: ALL},
    "registrations.Answer": {Keep.CONTACT: ALL},
    "registrations.Category": {Keep.NOT_PERSONAL: ALL},
    "registrations.Consent": {Keep.ARCHIVE: ALL},
    "registrations.ErasedAddress": {Keep.ARCHIVE: ALL},
    "registrations.LinkRequest": {Keep.SHORT: ALL},
    "mailings.Mailing": {Keep.CONTACT: "filters", Keep.NOT_PERSONAL: ALL},
    "mailings.Mailing_documents": {Keep.NOT_PERSONAL: ALL},
    "mailings.MailingFile": {Keep.NOT_PERSONAL: ALL},
    "mailings.MailingRecipient": {Keep.CONTACT: ALL},
    "registrations.Question": {Keep.NOT_PERSONAL: ALL},
    "registrations.QuestionChoice": {Keep.NOT_PERSONAL: ALL},
    "registrations.Question_categories": {Keep.NOT_PERSONAL: ALL},
    "registrations.Registration": {
        Keep.ARCHIVE: "honorific title given_name family_name person_key function organisation organisation_name"
        " country category mode language state state_changed_at source calendar_sequence replaced_by search_text",
        Keep.CONTACT: "email email_key phone remarks note token_nonce submission_key threads asked_again visa_letter_on"
        " calendar_answer calendar_answered_at",
        Keep.RESTRICTED: "nomination_document",
        Keep.NOT_PERSONAL: "id created_at updated_at event number reference",
    },
    "registrations.Registration_not_same_as": {Keep.ARCHIVE: ALL},
    "registrations.RegistrationMessage": {Keep.CONTACT: ALL},
    "registrations.RegistrationSettings": {Keep.NOT_PERSONAL: ALL},
    "registrations.RestrictedData": {Keep.RESTRICTED: ALL},
    "registrations.StateChange": {
        Keep.CONTACT: "reason message",
        Keep.ARCHIVE: "id registration from_state to_state at actor by",
    },
    "retention.Forgotten": {Keep.NOT_PERSONAL: ALL},
    "retention.Hold": {Keep.ARCHIVE: ALL},
    "retention.Redaction": {Keep.MAIL: ALL},
    "retention.Run": {Keep.NOT_PERSONAL: ALL},
    "sessions.Session": {Keep.SHORT: ALL},
    "socialaccount.SocialAccount": {Keep.STAFF: ALL},
    "socialaccount.SocialApp": {Keep.NOT_PERSONAL: ALL},
    "socialaccount.SocialToken": {Keep.STAFF: ALL},
    "speakers.Country": {Keep.NOT_PERSONAL: ALL},
    "speakers.FormerName": {Keep.NOT_PERSONAL: ALL},
    "speakers.Organisation": {Keep.PUBLISHED: ALL},
    "speakers.Speaker": {Keep.PUBLISHED: ALL},
    "speakers.Speaker_organisations": {Keep.PUBLISHED: ALL},
    "storage.RateCount": {Keep.SHORT: ALL},
    "website.PublicChange": {Keep.NOT_PERSONAL: ALL},
}


def kinds_of(model: str, columns: list[str]) -> dict[str, list[Keep]]:
    """Of each column of a model the kinds that name it: one, if all is well."""
    rows = POLICY.get(model, {})
    named = {kind: set(words.split()) for kind, words in rows.items() if words != ALL}
    rest = [kind for kind, words in rows.items() if words == ALL]
    return {column: [kind for kind in named if column in named[kind]] or rest for column in columns}


def unknown_columns(model: str, columns: list[str]) -> set[str]:
    """Columns that stand here, and no more in the model."""
    words = " ".join(words for words in POLICY.get(model, {}).values() if words != ALL)
    return set(words.split()) - set(columns)
