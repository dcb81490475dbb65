package io.github.wppkit

import java.io.ByteArrayInputStream
import java.util.concurrent.atomic.AtomicInteger
import kotlin.random.Random
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withPermit
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Calls at random across the border: each ends with a result, a `WppException` or its cancellation. */
class FuzzTest {
    private val operations = listOf(
        "status-session", "send-message", "all-chats", "send-file", "status", "send-text", "send-media", "send-many",
        "download", "connect", "panel", "show-all-sessions", "list-chats", "create-group", "nonsense", "", "\u0000",
    )
    private val names = listOf("phone", "message", "to", "text", "isGroup", "options", "file", "id", "timeoutMs", "\uD83D", "")

    private fun Random.text(): String = when (nextInt(8)) {
        0 -> ""
        1 -> "5521999999999"
        2 -> "\uD83D"
        3 -> "\u0000\u0001"
        4 -> "x".repeat(nextInt(20_000))
        5 -> "😀é漢"
        6 -> "@c.us"
        else -> String(CharArray(nextInt(20)) { Char(nextInt(0x10000)) })
    }

    private fun Random.json(depth: Int = 0): JsonElement = when (nextInt(if (depth > 3) 5 else 7)) {
        0 -> JsonNull
        1 -> JsonPrimitive(nextBoolean())
        2 -> JsonPrimitive(nextLong())
        3 -> JsonPrimitive(nextDouble() * 1e300)
        4 -> JsonPrimitive(text())
        5 -> JsonArray(List(nextInt(4)) { json(depth + 1) })
        else -> fields(depth + 1)
    }

    private fun Random.fields(depth: Int = 0): JsonObject =
        JsonObject(List(nextInt(5)) { names[nextInt(names.size)] to json(depth) }.toMap())

    private fun Random.media(): Media? = when (nextInt(8)) {
        0 -> Media.of(nextBytes(nextInt(5000)))
        1 -> Media.of(ByteArrayInputStream(nextBytes(nextInt(200_000)))).named(text())
        2 -> Media.of(text()).withType(text())
        else -> null
    }

    private suspend fun Random.call(client: Client) {
        val session = client.session(if (nextInt(4) == 0) text() else "shop")
        val limits = if (nextInt(4) == 0) CallLimits(nextLong(-10, 1000).milliseconds, attempts = nextInt(-1, 3)) else null
        when (nextInt(12)) {
            0 -> session.connect(phone = text(), timeout = nextLong(-5, 50).milliseconds).collect {}
            1 -> session.observeWebhook(text())
            2 -> io.github.wppkit.events.parseEvent(text(), if (nextBoolean()) text() else null)
            3 -> session.sendText(text(), text(), limits = limits)
            4 -> client.call(operations[nextInt(operations.size)], fields(), limits, media())
            else -> session.call(operations[nextInt(operations.size)], fields(), limits, media())
        }
    }

    @Test
    fun `ten thousand random calls end well`() = runBlocking<Unit> {
        val seed = System.getProperty("wppkit.seed")?.toLong() ?: Random.nextLong()
        println("seed $seed (-Dwppkit.seed=$seed)")
        val world = Mock.world().connected()
        val random = Random(seed)
        val clients = List(8) { world.client(retries = Retries(attempts = 1)) }
        val (given, refused, cancelled) = List(3) { AtomicInteger() }
        val turns = Semaphore(64)
        val calls = List(10_000) {
            val own = Random(random.nextLong())
            launch(Dispatchers.Default) {
                turns.withPermit {
                    val client = clients[own.nextInt(clients.size)]
                    try {
                        if (own.nextInt(5) == 0) {
                            withTimeout(own.nextLong(1, 20).milliseconds) { own.call(client) }
                        } else {
                            withTimeout(60_000) { own.call(client) }
                        }
                        given.incrementAndGet()
                    } catch (error: WppException) {
                        assertTrue("defect" !in error.message.orEmpty(), "$error")
                        refused.incrementAndGet()
                    } catch (_: CancellationException) {
                        cancelled.incrementAndGet()
                    }
                    if (own.nextInt(2000) == 0) client.close()
                }
            }
        }
        calls.forEach { it.join() }
        println("$given given, $refused refused, $cancelled cancelled")
        assertEquals(10_000, given.get() + refused.get() + cancelled.get())
        assertTrue(refused.get() > 1000)
        assertEquals("connected", world.client().session("shop").status().state.wire)
    }
}
