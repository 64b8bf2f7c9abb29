"""What the log can say about programmes."""

from django.utils.translation import gettext_lazy as _

from stegvis.audit.log import Events


class Event(Events):
    VERSION_PUBLISHED = "programmes.version_published", _("Publicerade en version av en insats")
