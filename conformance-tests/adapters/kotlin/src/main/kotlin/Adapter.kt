// Runs scenarios through the public API of the Kotlin package: one JSON line per call in, lines out. Calls of several
// scenarios come at the same time, so that one JVM serves the whole run.

import io.github.wppkit.Client
import io.github.wppkit.Pace
import io.github.wppkit.Retries
import io.github.wppkit.Session
import io.github.wppkit.Stage
import io.github.wppkit.WppException
import io.github.wppkit.events.parseEvent
import io.github.wppkit.events.verifyRelay
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.takeWhile
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.intOrNull
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.longOrNull

private val clients = ConcurrentHashMap<JsonObject, Client>()
private val output = System.out

private fun write(vararg members: Pair<String, JsonElement>) {
    val line = JsonObject(mapOf(*members)).toString() + "\n"
    synchronized(output) {
        output.write(line.encodeToByteArray())
        output.flush()
    }
}

private fun JsonObject.text(name: String): String? = this[name]?.jsonPrimitive?.contentOrNull

private fun JsonObject.number(name: String): Long? = this[name]?.jsonPrimitive?.longOrNull

private fun clientOf(settings: JsonObject): Client = clients.computeIfAbsent(settings) {
    Client(
        url = it.text("url"),
        secretKey = it.text("secret_key"),
        token = it.text("token"),
        tokenCost = if ((it.text("mint") ?: "local") == "local") 4 else null,
        timeout = it.number("timeout_ms")?.milliseconds,
        retries = Retries(
            attempts = it.number("retries")?.let { retries -> retries.toInt() + 1 },
            minDelay = 2.milliseconds,
            maxDelay = 20.milliseconds,
        ),
        // The default pace, about as much faster as virtual time is than real time.
        pace = Pace(
            poll = 15.milliseconds,
            pollMax = 50.milliseconds,
            debounce = 2.milliseconds,
            stuckAfter = (it.number("stuck_after_ms") ?: 30_000).milliseconds,
            logoutSettle = 1.seconds,
            orphan = 4.seconds,
            diagnosePatience = 100.milliseconds,
        ),
        env = false,
    )
}

private suspend fun connect(id: JsonElement, session: Session, fields: JsonObject): JsonElement {
    var last: Stage? = null
    val stop = fields.text("cancelAfterStage")
    var gaveUp = false
    session.connect(
        phone = fields.text("phone"),
        webhook = fields.text("webhook"),
        deviceName = fields.text("deviceName"),
        codeByWebhook = fields["codeByWebhook"]?.jsonPrimitive?.booleanOrNull ?: false,
        restart = fields["restart"]?.jsonPrimitive?.booleanOrNull ?: false,
        resumeAfterAutoclose = fields["resumeAfterAutoclose"]?.jsonPrimitive?.intOrNull ?: 0,
        timeout = fields.number("timeoutMs")?.milliseconds,
    ).onEach { stage ->
        write("id" to id, "stage" to stage.toJson())
        last = stage
        gaveUp = stage.type == stop
    }.takeWhile { !gaveUp }.collect { }
    if (gaveUp) throw CancellationException("the caller gave up")
    return json(last)
}

/** A body as it comes over the wire: text goes as it is. */
private fun JsonObject.body(): ByteArray {
    val body = getValue("body")
    return (if (body is JsonPrimitive && body.isString) body.content else body.toString()).encodeToByteArray()
}

private suspend fun perform(id: JsonElement, line: JsonObject): JsonElement {
    val call = line.text("call").orEmpty()
    val fields = line.getValue("with").jsonObject
    if (call == "parse-event") return parseEvent(fields.body(), fields.text("name")).toJson()
    if (call == "verify-relay") {
        val headers = fields.getValue("headers").jsonObject.mapValues { it.value.jsonPrimitive.content }
        val now = Instant.ofEpochSecond(fields.number("now") ?: 0)
        verifyRelay(fields.text("secret").orEmpty(), headers, fields.body(), now)
        return JsonObject(mapOf("verified" to JsonPrimitive(true)))
    }
    val client = clientOf(line.getValue("client").jsonObject)
    val typed = calls[call]
    val isServers = call in serverIds
    val session = if (isServers) null else client.session(line.text("session"))
    if (call == "connect" && session != null) return connect(id, session, fields)
    if (typed != null && typed.accepted.containsAll(fields.keys)) {
        try {
            return json(typed.call(Given(client, session, fields)))
        } catch (_: Misfit) {
            // Bad input has no typed form: it goes the untyped way, and is refused there.
        }
    }
    return session?.call(call, fields) ?: client.call(call, fields)
}

private fun told(error: WppException): JsonElement = JsonObject(
    mapOf(
        "code" to JsonPrimitive(error.code),
        "message" to JsonPrimitive(error.message),
        "hint" to JsonPrimitive(error.hint),
        "operation" to JsonPrimitive(error.operation),
        "session" to JsonPrimitive(error.session),
        "status" to JsonPrimitive(error.status),
        "body" to (error.body ?: JsonNull),
        "delivery" to JsonPrimitive(error.delivery),
        "temporary" to JsonPrimitive(error.temporary),
    ),
)

private suspend fun answer(line: JsonObject) {
    val id = line.getValue("id")
    val patience = line.number("cancel_after_ms")
    fun cancelled() = write(
        "id" to id,
        "error" to JsonObject(
            mapOf(
                "code" to JsonPrimitive("cancelled"),
                "message" to JsonPrimitive("the caller cancelled the call"),
                "operation" to line.getValue("call"),
                "session" to (line["session"] ?: JsonNull),
            ),
        ),
    )
    try {
        val result = if (patience == null) perform(id, line) else withTimeout(patience.milliseconds) { perform(id, line) }
        write("id" to id, "ok" to result)
    } catch (error: WppException) {
        write("id" to id, "error" to told(error))
    } catch (_: CancellationException) {
        cancelled()
    }
}

/** Loads what a first call needs, against a port on which nobody listens. */
private suspend fun warmUp() {
    val client = Client("http://127.0.0.1:9", secretKey = "warm", tokenCost = 4, retries = Retries(attempts = 1), env = false)
    val session = client.session("warm")
    val settings = Json.parseToJsonElement("""{"url":"http://127.0.0.1:9","secret_key":"warm","retries":0}""")
    val calls = listOf("status-session" to "{}", "send-text" to """{"to":"5511999990001","text":"warm"}""", "connect" to "{}")
    for ((call, fields) in calls) {
        val line = """{"call":"$call","session":"warm","client":$settings,"with":$fields,"cancel_after_ms":2000}"""
        runCatching { perform(JsonNull, Json.parseToJsonElement(line).jsonObject) }
    }
    runCatching { withTimeout(1.milliseconds) { session.diagnose() } }
}

fun main(): Unit = runBlocking {
    warmUp()
    write("id" to JsonPrimitive(0), "ok" to JsonNull)
    generateSequence(::readLine).forEach { line ->
        launch(Dispatchers.Default) { answer(Json.parseToJsonElement(line).jsonObject) }
    }
}
