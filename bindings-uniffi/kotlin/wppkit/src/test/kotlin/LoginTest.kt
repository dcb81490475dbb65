package io.github.wppkit

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlin.time.Duration.Companion.milliseconds
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class LoginTest {
    private val world = Mock.world()
    private val quick = Client(
        world.url,
        secretKey = SECRET,
        tokenCost = 4,
        env = false,
        pace = Pace(poll = 15.milliseconds, pollMax = 50.milliseconds, debounce = 2.milliseconds),
    )
    private val shop = quick.session("shop")

    @Test
    fun `a login is a flow of stages`() = runBlocking<Unit> {
        val stages = mutableListOf<Stage>()
        shop.connect().collect { stage ->
            stages += stage
            if (stage is Stage.Qr && stage.seq == 1) world.control("POST", "/sessions/shop/phone", """{"do":"scan"}""")
        }
        val qr = stages.filterIsInstance<Stage.Qr>().first()
        assertTrue(qr.pngBytes().size > 100 && qr.text !in "$qr")
        assertTrue('█' in qr.terminal() || '▀' in qr.terminal())
        val last = stages.last()
        assertTrue(last is Stage.Connected && last.status.state.wire == "connected", "$last")
        // A connected session answers at once.
        assertEquals(listOf("connected"), shop.connect().toList().map { it.type }.filter { it != "syncing" })
    }

    @Test
    fun `whoever has seen enough stops the flow`() = runBlocking<Unit> {
        val qr = shop.connect().first { it is Stage.Qr }
        assertTrue((qr as Stage.Qr).png!!.startsWith("data:image/png"))
        assertEquals("awaiting_qr", shop.status().state.wire)
    }

    @Test
    fun `a pairing code is a stage`() = runBlocking<Unit> {
        val stage = shop.connect(phone = "5511988887777").first { it is Stage.PairingCode } as Stage.PairingCode
        assertEquals(9, stage.grouped!!.length)
        assertTrue(stage.pairingCode!! !in "$stage")
    }

    @Test
    fun `a login that fails throws`() {
        world.control("PUT", "/sessions/shop", """{"state":"QRCODE"}""")
        assertThrows(WppException.Timeout::class.java) {
            runBlocking { shop.connect(timeout = 100.milliseconds).collect {} }
        }
    }

    @Test
    fun `a scope that is cancelled cancels the requests in it`() = runBlocking<Unit> {
        world.connected()
        world.fault("""{"operation":"send-message"}""", """{"hang":true}""")
        val scope = CoroutineScope(Dispatchers.Default)
        val sending = scope.async { shop.messages.sendMessage("5521999999999", "Olá") }
        while (world.requests("send-message").isEmpty()) kotlinx.coroutines.yield()
        scope.cancel()
        assertThrows(CancellationException::class.java) { runBlocking { sending.await() } }
        // The client goes on, and the connection that was cut off is gone from the server.
        assertEquals("connected", shop.status().state.wire)
        val late = scope.launch { shop.status() }
        late.join()
        assertTrue(late.isCancelled)
        assertEquals(0, io.github.wppkit.ffi.uniffiForeignFutureHandleCount())
    }
}
