from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from finsam.konton.models import Inbjudan


def send_inbjudan(inbjudan: Inbjudan, link: str) -> bool:
    """Send the letter with the link; False when the mail server did not take it."""
    brev = EmailMessage(
        # A subject is one line, whatever the förbund is called.
        subject=" ".join(f"Inbjudan till Insatsuppföljning, {inbjudan.forbund}".split()),
        body=render_to_string("insatser/epost/inbjudan.txt", {"inbjudan": inbjudan, "link": link}),
        to=[inbjudan.email],
        reply_to=[inbjudan.skickad_av.email],
    )
    try:
        brev.send()
    except (SMTPException, OSError):
        return False
    return True
