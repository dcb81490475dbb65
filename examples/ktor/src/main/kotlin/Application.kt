import io.github.wppkit.Client
import io.github.wppkit.Payload
import io.github.wppkit.Session
import io.github.wppkit.Stage
import io.github.wppkit.WppException
import io.ktor.http.ContentType
import io.ktor.http.HttpStatusCode
import io.ktor.server.application.Application
import io.ktor.server.application.ApplicationCall
import io.ktor.server.cio.CIO
import io.ktor.server.engine.embeddedServer
import io.ktor.server.request.header
import io.ktor.server.request.receiveParameters
import io.ktor.server.response.respond
import io.ktor.server.response.respondBytes
import io.ktor.server.response.respondText
import io.ktor.server.routing.get
import io.ktor.server.routing.post
import io.ktor.server.routing.routing
import kotlinx.coroutines.flow.first
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** WhatsApp over HTTP: log a session in, look at it, send. */
fun Application.whatsApp(client: Client) {
    routing {
        get("/{session}/qr") { call.telling { showCode(client.session(parameters["session"])) } }
        get("/{session}/status") { call.telling { respondJson(client.session(parameters["session"]).status()) } }
        post("/{session}/messages") { call.telling { send(client.session(parameters["session"])) } }
    }
}

/** Starts the login or joins the one under way. The server goes on by itself when nobody looks any more. */
private suspend fun ApplicationCall.showCode(session: Session) {
    when (val stage = session.connect().first { it is Stage.Qr || it is Stage.Connected }) {
        is Stage.Qr -> respondBytes(stage.pngBytes(), ContentType.Image.PNG)
        else -> respond(HttpStatusCode.NoContent)
    }
}

/** The same Idempotency-Key again answers with the first outcome, and sends nothing. */
private suspend fun ApplicationCall.send(session: Session) {
    val form = receiveParameters()
    val key = request.header("Idempotency-Key")
    respondJson(session.sendText(form["to"].orEmpty(), form["text"].orEmpty(), idempotencyKey = key))
}

private suspend fun ApplicationCall.telling(work: suspend ApplicationCall.() -> Unit) =
    try {
        work()
    } catch (error: WppException) {
        respondText(told(error), ContentType.Application.Json, statusOf(error))
    }

private suspend fun ApplicationCall.respondJson(payload: Payload) =
    respondText(payload.toJson().toString(), ContentType.Application.Json)

private fun told(error: WppException): String = JsonObject(
    mapOf(
        "code" to JsonPrimitive(error.code),
        "message" to JsonPrimitive(error.message),
        "hint" to JsonPrimitive(error.hint),
        "delivery" to JsonPrimitive(error.delivery),
    ),
).toString()

private fun statusOf(error: WppException): HttpStatusCode = when (error) {
    is WppException.InvalidInput -> HttpStatusCode.BadRequest
    is WppException.NumberNotFound -> HttpStatusCode.NotFound
    is WppException.NotConnected -> HttpStatusCode.Conflict
    else -> if (error.temporary) HttpStatusCode.ServiceUnavailable else HttpStatusCode.BadGateway
}

/** Settings come from the environment: `WPPKIT_URL`, `WPPKIT_SECRET_KEY`. */
fun main() {
    Client().use { client ->
        embeddedServer(CIO, port = 8080, host = "127.0.0.1") { whatsApp(client) }.start(wait = true)
    }
}
