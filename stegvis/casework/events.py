"""What the log can say about the work with a person."""

from django.utils.translation import gettext_lazy as _

from stegvis.audit.log import Events


class Event(Events):
    ADMITTED = "casework.admitted", _("Skrev in personen")
    CONTACT_PERSON_CORRECTED = "casework.contact_person_corrected", _("Rättade kontaktpersonen")
    PHASE_ENTERED = "casework.phase_entered", _("Flyttade personen till ett annat steg")
    PHASE_CORRECTED = "casework.phase_corrected", _("Rättade ett steg")
    PHASE_MET = "casework.phase_met", _("Antecknade mötet innan ett steg lämnas")
    PHASE_EXPLAINED = "casework.phase_explained", _("Skrev varför ett steg lämnades tidigare")
    TRACK_BEGUN = "casework.track_begun", _("Började ett spår")
    TRACK_ENDED = "casework.track_ended", _("Avslutade ett spår")
    OBSERVED = "casework.observed", _("Registrerade försörjning och sysselsättning")
    ENDED = "casework.ended", _("Avslutade insatsen")
    END_CORRECTED = "casework.end_corrected", _("Rättade avslutet")
    END_UNDONE = "casework.end_undone", _("Tog tillbaka avslutet")
    DISCHARGED = "casework.discharged", _("Skrev ut personen")
    PROPOSED = "casework.proposed", _("Lämnade ett förslag")
    PROPOSAL_APPROVED = "casework.proposal_approved", _("Godkände ett förslag")
    PROPOSAL_REFUSED = "casework.proposal_refused", _("Avslog ett förslag")
    ANSWER_READ = "casework.answer_read", _("Läste svaret på ett förslag")
    EXTENSION_REPORTED = (
        "casework.extension_reported",
        _("Redovisade en förlängning utan att nämna personen"),
    )
    EXTENSION_NOTED = "casework.extension_noted", _("Antecknade att en förlängning gåtts igenom")
    VERSION_MOVED = "casework.version_moved", _("Flyttade personen till en ny version av planen")
    LOG_READ = "casework.log_read", _("Läste åtkomstloggen")
