package io.github.wppkit

import io.github.wppkit.events.AckEvent
import io.github.wppkit.events.Event
import io.github.wppkit.events.MessageEvent
import io.github.wppkit.events.StatusFindEvent
import io.github.wppkit.events.UnknownEvent
import io.github.wppkit.events.eventKey
import io.github.wppkit.events.parseEvent
import io.github.wppkit.events.verifyRelay
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class EventsTest {
    @Test
    fun `a webhook is read into the class of its kind`() {
        val event = parseEvent("""{"event":"onmessage","session":"shop","id":"false_1@c.us_A","body":"x","new":1}""")
        assertTrue(event is MessageEvent)
        val message = (event as MessageEvent).data
        assertEquals(listOf("x", "shop", "1@c.us", "webhook"), listOf(message.body, event.session, event.chat, event.source))
        assertTrue("new" in message.extra)
        assertEquals(event, Event.of(event.head, event.toJson().getValue("data")))
        val ack = parseEvent("""{"event":"onack","session":"shop","id":{"_serialized":"true_1@c.us_A"},"ack":3}""") as AckEvent
        assertEquals(3L, ack.data.ack)
        assertEquals("inChat", (parseEvent("""{"event":"status-find","status":"inChat"}""") as StatusFindEvent).data.status)
    }

    @Test
    fun `a Socket IO event has the same form`() {
        val event = parseEvent("""{"response":{"id":"false_1@c.us_A","body":"x","session":"shop"}}""", name = "received-message")
        assertEquals("socket", (event as MessageEvent).source)
    }

    @Test
    fun `what is not known comes as it is, and what is no event is refused`() {
        val event = parseEvent("""{"event":"brand-new","session":"shop","a":1}""")
        assertTrue(event is UnknownEvent && event.kind == "unknown", "$event")
        assertThrows(WppException.InvalidInput::class.java) { parseEvent("[]") }
        assertThrows(WppException.InvalidInput::class.java) { parseEvent(byteArrayOf(-1, 0)) }
    }

    @Test
    fun `events have keys, and relays are verified`() {
        val body = """{"event":"onmessage","id":"false_1@c.us_A"}""".encodeToByteArray()
        assertEquals(eventKey("shop", body), eventKey("shop", body))
        assertNull(eventKey("shop", """{"event":"status-find","status":"inChat"}""".encodeToByteArray()))
        assertThrows(WppException.Unauthorized::class.java) { verifyRelay("s", mapOf("X-Nothing" to "1"), body) }
    }
}
