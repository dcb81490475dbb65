"""The shop's own view: it sends, and tells the truth about it."""

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from wppkit import WppError
from wppkit.django import session


@staff_member_required
@require_POST
def notice(request: HttpRequest, number: str) -> JsonResponse:
    """Tells a customer that the order has left, once, however often the button is pressed."""
    try:
        sent = session().send_text(number, "Your order has left.", idempotency_key=f"order-left-{number}")
    except WppError as error:
        # `not_sent` may be tried again; `unknown` may have arrived.
        return JsonResponse({"sent": False, "delivery": error.delivery, "problem": str(error)}, status=502)
    return JsonResponse({"sent": True, "id": sent.id})
