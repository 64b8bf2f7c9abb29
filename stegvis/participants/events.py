"""What the log can say about people, consents and who follows them."""

from django.utils.translation import gettext_lazy as _

from stegvis.audit.log import Events


class Event(Events):
    ENROLMENT_OPENED = "participants.enrolment_opened", _("Lade upp ett ärende")
    CONSENT_RECORDED = "participants.consent_recorded", _("Registrerade ett samtycke")
    CONSENT_WITHDRAWN = "participants.consent_withdrawn", _("Registrerade att samtycket återtogs")
    CONTACT_PERSON_NAMED = "participants.contact_person_named", _("Utsåg kontaktperson")
    PROTECTED = "participants.protected", _("Ändrade skyddade personuppgifter")
