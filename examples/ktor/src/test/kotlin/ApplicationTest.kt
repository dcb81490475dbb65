import io.github.wppkit.Client
import io.github.wppkit.Pace
import io.ktor.server.cio.CIO
import io.ktor.server.engine.embeddedServer
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class ApplicationTest {
    private companion object {
        val mock: Process = ProcessBuilder(System.getProperty("wppkit.binary"), "mock", "--port", "0", "--secret", "S").start()
        val url: String = Json.parseToJsonElement(mock.inputReader().readLine()).jsonObject.getValue("url").jsonPrimitive.content
        val pace = Pace(poll = 15.milliseconds, pollMax = 50.milliseconds, debounce = 2.milliseconds)
        val client = Client(url, secretKey = "S", tokenCost = 4, pace = pace, env = false)
        val server = embeddedServer(CIO, port = 0, host = "127.0.0.1") { whatsApp(client) }.start()
        val base = "http://127.0.0.1:${runBlocking { server.engine.resolvedConnectors().first().port }}"

        @JvmStatic
        @AfterAll
        fun end() {
            server.stop(0, 0)
            client.close()
            mock.destroy()
        }
    }

    private fun <T> send(request: HttpRequest.Builder, body: HttpResponse.BodyHandler<T>): HttpResponse<T> =
        HttpClient.newHttpClient().send(request.build(), body)

    private fun get(path: String) = HttpRequest.newBuilder(URI("$base$path"))

    private fun message(to: String, key: String): HttpResponse<String> {
        val form = "to=${URLEncoder.encode(to, Charsets.UTF_8)}&text=Ol%C3%A1"
        val request = HttpRequest.newBuilder(URI("$base/shop/messages")).POST(HttpRequest.BodyPublishers.ofString(form))
            .header("content-type", "application/x-www-form-urlencoded").header("idempotency-key", key)
        return send(request, HttpResponse.BodyHandlers.ofString())
    }

    private fun HttpResponse<String>.field(name: String) = Json.parseToJsonElement(body()).jsonObject[name]?.jsonPrimitive?.content

    @Test
    fun `a session logs in and sends`() {
        val refused = message("+55 21 99999-9999", "order-1")
        assertEquals(409, refused.statusCode(), refused.body())
        assertEquals("not_connected", refused.field("code"))
        val qr = send(get("/shop/qr"), HttpResponse.BodyHandlers.ofByteArray())
        assertEquals(200, qr.statusCode())
        assertArrayEquals(byteArrayOf(-119, 80, 78, 71), qr.body().copyOf(4))
        val scan = HttpRequest.newBuilder(URI("$url/__mock__/sessions/shop/phone"))
            .POST(HttpRequest.BodyPublishers.ofString("""{"do":"scan"}""")).header("content-type", "application/json")
        assertEquals(200, send(scan, HttpResponse.BodyHandlers.ofString()).statusCode())
        while (send(get("/shop/status"), HttpResponse.BodyHandlers.ofString()).field("state") != "connected") Thread.onSpinWait()
        assertEquals(204, send(get("/shop/qr"), HttpResponse.BodyHandlers.ofByteArray()).statusCode())
        val sent = message("+55 21 99999-9999", "order-2")
        assertEquals("5521999999999@c.us", sent.field("chat"), sent.body())
        assertEquals(sent.field("id"), message("+55 21 99999-9999", "order-2").field("id"))
        assertEquals(400, message("12", "order-3").statusCode())
    }
}
