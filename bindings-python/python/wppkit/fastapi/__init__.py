"""WPPConnect Server in FastAPI: status page, endpoints, live status, webhooks, a dependency for the routes.

whatsapp = WhatsApp("http://127.0.0.1:21465", secret_key=secret, session="shop")
app = FastAPI(lifespan=whatsapp.lifespan)
app.include_router(whatsapp.router, prefix="/whatsapp")

@app.post("/orders/{number}/notice")
async def notice(number: str, shop: AsyncSession = Depends(whatsapp.session)) -> str:
    return (await shop.send_text(number, "Your order has left")).id
"""

from __future__ import annotations

from ._models import Connection, Failure, QrCode, Shown, Started, StatusAnswer
from ._whatsapp import WhatsApp

__all__ = ["Connection", "Failure", "QrCode", "Shown", "Started", "StatusAnswer", "WhatsApp"]
