"""The words of a refusal: why there is no answer, and who can give one."""

from assistant.contacts import Contacts
from assistant.profile import Listener
from assistant.prompts import Prompts
from assistant.types import Profile, Status
from ingest.types import Language


def refusal(
    status: Status,
    language: Language,
    profile: Profile,
    prompts: Prompts,
    contacts: Contacts,
    listener: Listener,
    country: str = "",
) -> str:
    """Names the investment centre of the project's region where it is known; `country` (ISO 3166) is that of a foreign law."""
    region, cri = contacts.regions.get(profile.region), contacts.cri(profile.region)
    known = (region.name(language), cri.reached()) if region and cri else ()
    return prompts.refusal(status, language, prompts.centre(language, *known), listener.country(country, language))
