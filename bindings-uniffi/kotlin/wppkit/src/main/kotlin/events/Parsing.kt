package io.github.wppkit.events

import io.github.wppkit.WppException
import io.github.wppkit.crossing
import io.github.wppkit.json.Fields
import io.github.wppkit.json.MisshapenJson
import io.github.wppkit.json.PayloadType
import io.github.wppkit.json.Text
import io.github.wppkit.ffi.eventKey as nativeEventKey
import io.github.wppkit.ffi.parseEvent as nativeParseEvent
import io.github.wppkit.ffi.verifyRelay as nativeVerifyRelay
import java.time.Instant
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.jsonObject

/** What every event says of itself. */
public data class EventHead(
    /** What it is, the same for webhook and Socket.IO; `unknown` for events that this version does not know. */
    val kind: String,
    /** The server's name for it, such as `onmessage`. */
    val name: String,
    /** `webhook` or `socket`. */
    val source: String,
    /** The session as the event says it. */
    val session: String? = null,
    /** Id of the conversation that it is about. */
    val chat: String? = null,
)

/**
 * Reads the body of a webhook, or with [name] the data of a Socket.IO event.
 *
 * @throws WppException.InvalidInput if it is no event.
 */
public fun parseEvent(body: ByteArray, name: String? = null): Event {
    val json = Json.parseToJsonElement(crossing(null, null) { nativeParseEvent(body, name) }).jsonObject
    val from = Fields(json, emptyArray())
    val head = EventHead(
        kind = from.required("kind", Text),
        name = from.required("name", Text),
        source = from.required("source", Text),
        session = from.optional("session", Text),
        chat = from.optional("chat", Text),
    )
    val data = json["data"] ?: JsonNull
    return try {
        Event.of(head, data)
    } catch (_: MisshapenJson) {
        UnknownEvent(head, data)
    }
}

/** As [parseEvent] of bytes. */
public fun parseEvent(body: String, name: String? = null): Event = parseEvent(body.encodeToByteArray(), name)

/**
 * A text that is the same for the same event of a session, however often it comes; null for events of which two that
 * look alike may be two, such as `inChat`. For stores that keep each event once.
 *
 * @throws WppException.InvalidInput if it is no event.
 */
public fun eventKey(session: String, body: ByteArray): String? =
    crossing(null, session) { nativeEventKey(session, body) }

/**
 * Checks that a request is a relay signed with this secret, not older than five minutes and unchanged.
 *
 * @param headers The request's headers, names in any case.
 * @param body The request's body as it came, before anything parsed it.
 * @throws WppException.Unauthorized saying which of header, age or signature is wrong: answer 401 and do nothing.
 */
public fun verifyRelay(secret: String, headers: Map<String, String>, body: ByteArray, now: Instant = Instant.now()): Unit =
    crossing(null, null) { nativeVerifyRelay(secret, headers, body, now.epochSecond) }
