"""What the log can say about accounts and roles."""

from django.utils.translation import gettext_lazy as _

from stegvis.audit.log import Events


class Event(Events):
    SIGNED_IN = "access.signed_in", _("Loggade in")
    SIGN_IN_FAILED = "access.sign_in_failed", _("Misslyckades att logga in")
    SIGNED_OUT = "access.signed_out", _("Loggade ut")
    ACCOUNT_MADE = "access.account_made", _("Lade upp ett konto")
    LINK_MADE = "access.link_made", _("Gav en länk för att välja lösenord")
    FACTOR_REMOVED = "access.factor_removed", _("Tog bort en andra faktor")
    ROLE_GIVEN = "access.role_given", _("Gav en roll")
    ROLE_ENDED = "access.role_ended", _("Avslutade en roll")
    RECORD_OPENED = "access.record_opened", _("Öppnade ett ärende")
    LIST_SHOWN = "access.list_shown", _("Visade en lista med personer")
