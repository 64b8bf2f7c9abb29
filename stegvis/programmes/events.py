"""What the log can say about programmes."""

from django.utils.translation import gettext_lazy as _

from stegvis.audit.log import Events


class Event(Events):
    DRAFT_BEGUN = "programmes.draft_begun", _("Började skriva en version av en insats")
    DRAFT_DELETED = "programmes.draft_deleted", _("Tog bort ett utkast till en insats")
    VERSION_PUBLISHED = "programmes.version_published", _("Publicerade en version av en insats")
