"""What the log can say about files that came and went."""

from django.utils.translation import gettext_lazy as _

from stegvis.audit.log import Events


class Event(Events):
    COHORT_READ = "exchange.cohort_read", _("Läste in en kohort")
