"""What the log can say about the work with a person."""

from django.utils.translation import gettext_lazy as _

from stegvis.audit.log import Events


class Event(Events):
    ADMITTED = "casework.admitted", _("Skrev in personen")
    CONTACT_PERSON_CORRECTED = "casework.contact_person_corrected", _("Rättade kontaktpersonen")
    PHASE_ENTERED = "casework.phase_entered", _("Flyttade personen till ett annat steg")
    PHASE_CORRECTED = "casework.phase_corrected", _("Rättade ett steg")
    OBSERVED = "casework.observed", _("Registrerade försörjning och sysselsättning")
    ENDED = "casework.ended", _("Avslutade insatsen")
    END_CORRECTED = "casework.end_corrected", _("Rättade avslutet")
    END_UNDONE = "casework.end_undone", _("Tog tillbaka avslutet")
    DISCHARGED = "casework.discharged", _("Skrev ut personen")
    LOG_READ = "casework.log_read", _("Läste åtkomstloggen")
