"""What staff or readers see for a code. A second time, on purpose: the loader's own tables would prove nothing."""

ORIGINS = {"official": "is official.", "seed": "is the source’s own.", "ours": "is ours."}
FLAGS = {
    "inferred": "nferred.",
    "external": "Known from another public page only.",
    "timezone_inferred": "The time zone is inferred.",
    "venue_external": "The place comes from another public page.",
    "room_external": "The room comes from another public page.",
    "year_external": "The year comes from another public page.",
    "ordinal_external": "The number comes from another public page.",
    "name_external": "The name comes from another public page.",
    "start_inferred": "The start is inferred.",
    "starts_on_inferred": "The first day is inferred.",
    "status_inferred": "That the agenda is final is inferred.",
    "category_inferred": "The kind is inferred.",
    "country_inferred": "The country is inferred.",
    "url_external": "(address found elsewhere)",
    "personal_contact": "The source prints the own address of",
}
CATEGORIES = {
    "un-system": "United Nations system",
    "government": "government",
    "igo": "intergovernmental or regional organisation",
    "local-authority": "local or regional authority",
    "ngo": "non-governmental organisation, civil society",
    "diaspora": "diaspora or migrants' organisation",
    "programme": "programme or project",
    "private-or-professional": "private sector or professional body",
    "foundation": "foundation",
}
COUNTRIES = {
    "BE": ("Belgium", "Belgique"), "BR": ("Brazil", "Brésil"), "CH": ("Switzerland", "Suisse"),
    "CO": ("Colombia", "Colombie"), "CV": ("Cabo Verde", "Cabo Verde"), "DE": ("Germany", "Allemagne"),
    "DO": ("Dominican Republic", "République dominicaine"), "ET": ("Ethiopia", "Éthiopie"),
    "GB": ("United Kingdom", "Royaume-Uni"), "IQ": ("Iraq", "Iraq"), "IT": ("Italy", "Italie"),
    "KE": ("Kenya", "Kenya"), "MA": ("Morocco", "Maroc"), "MD": ("Republic of Moldova", "République de Moldova"),
    "MU": ("Mauritius", "Maurice"), "NL": ("Netherlands", "Pays-Bas"), "NZ": ("New Zealand", "Nouvelle-Zélande"),
    "RU": ("Russian Federation", "Fédération de Russie"), "SL": ("Sierra Leone", "Sierra Leone"),
    "SN": ("Senegal", "Sénégal"), "SV": ("El Salvador", "El Salvador"), "VN": ("Viet Nam", "Viet Nam"),
}  # fmt: skip
KINDS = {
    "workshop": "workshop",
    "conference": "conference",
    "high-level": "high-level conference",
    "training": "training",
}
LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish"}
ROLES = {
    "organiser": "Organiser",
    "host": "Host",
    "funder": "Funder",
    "partner": "Partner",
    "programme partner": "programme partner",
    "publisher of the page": "Publisher",
}
PARTICIPANTS = {
    "government": "governments", "international-organization": "international organizations",
    "civil-society": "civil society", "private-sector": "private sector", "expert": "experts",
    "ngo": "non-governmental organizations", "migrant-organization": "migrants' organizations", "minister": "ministers",
    "mayor": "mayors", "senior-government-official": "senior government officials",
    "local-authority": "local authorities", "un-body": "United Nations bodies", "researcher": "researchers",
    "academia": "academia", "ministry": "ministries", "regional-agency": "regional agencies",
    "development-partner": "development partners",
}  # fmt: skip
