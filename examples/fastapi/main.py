"""`uvicorn main:app`: a service that connects WhatsApp accounts and tells customers that their order has left."""

import logging
import os
from pathlib import Path
from typing import Annotated, Any, Dict

from fastapi import Depends, FastAPI, HTTPException

from wppkit import AsyncSession, WppError
from wppkit.fastapi import WhatsApp

DATA = Path(os.environ.get("DATA", "."))
whatsapp = WhatsApp(
    os.environ.get("WPPKIT_URL", "http://127.0.0.1:21465"),
    secret_key=os.environ.get("WPPKIT_SECRET_KEY", "THISISMYSECURETOKEN"),
    session=os.environ.get("WPPKIT_SESSION", "shop"),
    # Where the WhatsApp server reaches this service; without it no events come in.
    public_url=os.environ.get("SITE_URL") and os.environ["SITE_URL"] + "/whatsapp",
    # What must survive a restart; workers share both.
    inbox=DATA / "events.db",
    ledger=DATA / "sends.db",
)
app = FastAPI(title="Shop", lifespan=whatsapp.lifespan)
app.include_router(whatsapp.router, prefix="/whatsapp")


@app.post("/orders/{number}/notice")
async def notice(number: str, shop: Annotated[AsyncSession, Depends(whatsapp.session)]) -> Dict[str, Any]:
    """Tells a customer that the order has left, once, however often it is asked."""
    try:
        sent = await shop.send_text(number, "Your order has left.", idempotency_key=f"order-left-{number}")
    except WppError as error:
        # `not_sent` may be tried again; `unknown` may have arrived.
        raise HTTPException(502, {"delivery": error.delivery, "problem": str(error)}) from error
    return {"id": sent.id}


@whatsapp.on_event
async def on_event(session: str, event: Any) -> None:
    """Something happened in a session."""
    logging.getLogger("shop").info("%s: %s", session, event["name"])
