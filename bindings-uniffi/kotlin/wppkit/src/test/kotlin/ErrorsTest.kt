package io.github.wppkit

import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ErrorsTest {
    private val world = Mock.world().connected()
    private val shop = world.client().session("shop")

    private inline fun <reified E : WppException> thrown(crossinline work: suspend () -> Unit): E =
        org.junit.jupiter.api.Assertions.assertThrows(E::class.java) { runBlocking { work() } }

    @Test
    fun `an error has all its fields`() {
        world.fault("""{"call":"sendText"}""", """{"throw":{"kind":"pageError","message":"boom"}}""")
        val error = thrown<WppException.SendFailed> { shop.sendText("5521999999999", "Olá") }
        assertEquals("send_failed", error.code)
        assertEquals("send-message", error.operation)
        assertEquals("shop", error.session)
        assertEquals(500, error.status)
        assertNotNull(error.body!!.jsonObject["message"])
        assertEquals("unknown", error.delivery)
        assertEquals(false, error.temporary)
        assertNotNull(error.hint)
        assertTrue(error.message!!.isNotEmpty() && error.hint!! !in error.message!!)
        assertTrue("$error".startsWith("SendFailed: send_failed: "), "$error")
    }

    @Test
    fun `one class for each code, which a when tells apart`() {
        val error = thrown<WppException> { Mock.world().client().session("shop").sendText("5521999999999", "x") }
        val advice = when (error) {
            is WppException.NotConnected -> "log in"
            else -> "?"
        }
        assertEquals("log in", advice)
        assertEquals("not_sent", error.delivery)
    }

    @Test
    fun `bad input is refused before anything leaves`() {
        assertEquals("invalid_input", thrown<WppException.InvalidInput> { shop.sendText("12", "x") }.code)
        thrown<WppException.InvalidInput> { shop.call("no-such-operation") }
        thrown<WppException.InvalidInput> { shop.call("send-message", JsonObject(mapOf("phone" to JsonPrimitive(5)))) }
        thrown<WppException.InvalidInput> { shop.messages.sendLocation("5521999999999", lat = Double.NaN, lng = 0.0) }
        val half = thrown<WppException.InvalidInput> { shop.sendText("5521999999999", "half a \uD83D") }
        assertTrue("surrogates" in half.hint!!)
        assertEquals(emptyList<JsonObject>(), world.requests("send-message"))
    }

    @Test
    fun `settings that cannot be meant are refused by their name`() {
        val error = thrown<WppException.InvalidInput> { Client("nonsense", env = false) }
        assertNotNull(error.hint)
        assertTrue("99" in thrown<WppException.InvalidInput> { Client("http://h", secretKey = "s", tokenCost = 99, env = false) }.message!!)
        thrown<WppException.InvalidInput> { Client("http://h", secretKey = "s", timeout = (-1).seconds, env = false) }
        thrown<WppException.InvalidInput> { shop.session.statusSession(limits = CallLimits(attempts = 0)) }
        thrown<WppException.InvalidInput> { world.client().session("a/b") }
        thrown<WppException.InvalidInput> { world.client().session() }
    }

    @Test
    fun `a closed client refuses, whoever holds it`() {
        val client = world.client()
        val session = client.session("shop")
        client.use { runBlocking { session.status() } }
        assertTrue("closed" in thrown<WppException.InvalidInput> { session.status() }.message!!)
        thrown<WppException.InvalidInput> { client.session("shop") }
        thrown<WppException.InvalidInput> { session.connect().collect {} }
        client.close()
    }

    @Test
    fun `nobody there is told with its cause`() {
        val nobody = Client("http://127.0.0.1:9", secretKey = "s", tokenCost = 4, retries = Retries(attempts = 1), env = false)
        val error = thrown<WppException.Connect> { nobody.session("shop").session.statusSession() }
        assertTrue(error.temporary)
        assertNotNull(error.cause)
        assertNull(error.status)
    }

    @Test
    fun `no error shows the secret`() {
        val client = world.client(secretKey = "WRONG-SECRET", tokenCost = null)
        val error = thrown<WppException> { client.session("shop").session.statusSession() }
        assertTrue("WRONG-SECRET" !in error.stackTraceToString() + error.hint + error.body)
    }
}
