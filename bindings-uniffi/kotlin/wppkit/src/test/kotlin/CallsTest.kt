package io.github.wppkit

import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class CallsTest {
    private val world = Mock.world().connected()
    private val shop = world.client().session("shop")

    @Test
    fun `an operation gives its payload and keeps the whole answer`() = runBlocking<Unit> {
        val sent = shop.messages.sendMessage(phone = "5521999999999", message = "Olá")
        assertTrue(sent.first()!!.id.startsWith("true_5521999999999@c.us"), "${sent.first()}")
        assertEquals(201, sent.raw.status)
        assertEquals("success", sent.raw.json!!.jsonObject["status"]!!.jsonPrimitive.content)
        val journal = world.requests("send-message").single()
        assertEquals(JsonPrimitive("Olá"), journal.getValue("body").jsonObject["message"])
    }

    @Test
    fun `several recipients are a list`() = runBlocking<Unit> {
        val sent = shop.messages.sendMessage(phone = listOf("5521999999999", "5521999999998"), message = "Olá")
        assertEquals(2, sent.size)
    }

    @Test
    fun `what has no property is kept as extra and comes back as JSON`() = runBlocking<Unit> {
        world.fault("""{"operation":"host-device"}""", """{"status":200,"body":{"status":"success","response":{"wid":"5511988887777@c.us","new_key":{"a":[1]},"phone":null}}}""")
        val device = shop.device.hostDevice()
        assertEquals("""{"a":[1]}""", device.extra["new_key"].toString())
        assertTrue(device.toJson().toString().contains("new_key"))
        assertEquals(200, device.raw!!.status)
        assertEquals(device, io.github.wppkit.types.HostDeviceInfo.fromJson(device.toJson()))
    }

    @Test
    fun `helpers take what they need by position and the rest by name`() = runBlocking<Unit> {
        val sent = shop.sendText("+55 21 99999-9999", "Olá", idempotencyKey = "order-1")
        assertEquals("5521999999999@c.us", sent.chat)
        val again = shop.sendText("+55 21 99999-9999", "Olá", idempotencyKey = "order-1")
        assertEquals(sent.id, again.id)
        assertEquals(1, world.requests("send-message").size)
        assertEquals("connected", shop.status().state.wire)
    }

    @Test
    fun `a nested object of a request is a class`() = runBlocking<Unit> {
        val poll = shop.messages.sendPollMessage(phone = "5521999999999", name = "Lunch?", choices = listOf("yes", "no"))
        assertEquals(1, poll.size)
        val row = io.github.wppkit.types.ListRow(rowId = "1", title = "One", description = "First")
        val sections = listOf(io.github.wppkit.types.ListSection(title = "All", rows = listOf(row)))
        shop.messages.sendListMessage(phone = "5521999999999", sections = sections, buttonText = "Open")
        val body = world.requests("send-list-message").single().getValue("body").jsonObject
        assertEquals("One", body["sections"]!!.jsonArray[0].jsonObject["rows"]!!.jsonArray[0].jsonObject["title"]!!.jsonPrimitive.content)
    }

    @Test
    fun `a secret is not shown`() = runBlocking<Unit> {
        val made = shop.auth.generateToken()
        assertTrue(made.token.expose().startsWith("$2"))
        assertTrue("***" in made.toString() && made.token.expose() !in made.toString(), "$made")
    }

    @Test
    fun `operations of the server hang on the client`() = runBlocking<Unit> {
        val client = world.client()
        assertTrue("shop" in client.showAllSessions())
        assertEquals("$client", "Client(${client.baseUrl})")
        assertTrue(client.call("healthz").jsonObject.isNotEmpty())
    }

    @Test
    fun `many coroutines share a client`() = runBlocking<Unit> {
        val states = List(100) { async { shop.session.checkConnectionSession().status } }.awaitAll()
        assertEquals(setOf(true), states.toSet())
    }

    @Test
    fun `limits of one call end it`() = runBlocking<Unit> {
        world.fault("""{"operation":"status-session"}""", """{"hang":true}""")
        val error = assertThrows(WppException.Timeout::class.java) {
            runBlocking { shop.session.statusSession(limits = CallLimits(timeout = 50.milliseconds, attempts = 1)) }
        }
        assertTrue(error.temporary)
        assertNull(error.delivery)
    }
}
