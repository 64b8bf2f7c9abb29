"""What the log can say about the way in."""

from django.utils.translation import gettext_lazy as _

from stegvis.audit.log import Events


class Event(Events):
    APPLICATION_BEGUN = "intake.application_begun", _("Började en ansökan")
    DRAFT_DELETED = "intake.draft_deleted", _("Tog bort ett utkast")
    APPLICATION_SENT = "intake.application_sent", _("Skickade en ansökan")
    APPLICATION_WITHDRAWN = "intake.application_withdrawn", _("Drog tillbaka en ansökan")
    DECISION_READ = "intake.decision_read", _("Läste beslutet om sin ansökan")
    PREPARATION_RECORDED = "intake.preparation_recorded", _("Antecknade förarbetet")
    SENT_ALONE = "intake.sent_alone", _("En person skickade en egen ansökan")
    ALONE_CONNECTED = "intake.alone_connected", _("Började registrera en egen ansökan")
    ALONE_SET_ASIDE = "intake.alone_set_aside", _("Lade en egen ansökan åt sidan")
    HAND_OVER_PROPOSED = (
        "intake.hand_over_proposed",
        _("Lämnade över en ansökan till en annan part"),
    )
    HAND_OVER_TAKEN = "intake.hand_over_taken", _("Tog över en ansökan")
    HAND_OVER_TAKEN_BACK = "intake.hand_over_taken_back", _("Tog tillbaka en överlämnad ansökan")
    HAND_OVER_REFUSED = "intake.hand_over_refused", _("Tog inte över en ansökan")
    CRITERIA_ATTESTED = "intake.criteria_attested", _("Bedömde villkoren")
    EXEMPTION_MADE = "intake.exemption_made", _("Beslutade om undantag från ett villkor")
    JOINT_ASSESSMENT_RECORDED = (
        "intake.joint_assessment_recorded",
        _("Antecknade en gemensam kartläggning"),
    )
    JOINT_ASSESSMENT_ENDED = (
        "intake.joint_assessment_ended",
        _("Antecknade att en gemensam kartläggning är slut"),
    )
    MEETING_PLANNED = "intake.meeting_planned", _("Planerade ett möte med remittentgruppen")
    MEETING_MOVED = "intake.meeting_moved", _("Flyttade ett möte med remittentgruppen")
    MEETING_CANCELLED = "intake.meeting_cancelled", _("Ställde in ett möte med remittentgruppen")
    PERSON_RAISED = "intake.person_raised", _("Tog upp en person på dagordningen")
    PERSON_TAKEN_OFF = "intake.person_taken_off", _("Tog bort en person från dagordningen")
    ATTENDANCE_RECORDED = "intake.attendance_recorded", _("Antecknade närvaron vid ett möte")
    MEETING_FINISHED = "intake.meeting_finished", _("Avslutade ett möte med remittentgruppen")
    GROUP_DECIDED = "intake.group_decided", _("Antecknade remittentgruppens beslut")
    GROUP_DISAGREED = (
        "intake.group_disagreed",
        _("Antecknade att de som skulle besluta inte enades"),
    )
    DISPUTE_SETTLED = "intake.dispute_settled", _("Avgjorde det som gruppen inte enades om")
    PERSON_MEETING_BOOKED = "intake.person_meeting_booked", _("Bokade ett möte om personen")
    PERSON_MEETING_MOVED = "intake.person_meeting_moved", _("Flyttade mötet om personen")
    PERSON_MEETING_CANCELLED = (
        "intake.person_meeting_cancelled",
        _("Ställde in mötet om personen"),
    )
    PERSON_MEETING_HELD = "intake.person_meeting_held", _("Antecknade mötet om personen")
    TEAM_DECIDED = "intake.team_decided", _("Antecknade beslutet om ansökan")
    LETTER_WRITTEN = "intake.letter_written", _("Skrev ett besked")
    DECISION_CORRECTED = "intake.decision_corrected", _("Rättade ett beslut")
