package io.github.wppkit

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** One mock server for all tests: `wppkit mock`, in worlds of their own. */
object Mock {
    private val http = HttpClient.newHttpClient()
    private val worlds = AtomicInteger()
    private val process = ProcessBuilder(System.getProperty("wppkit.binary"), "mock", "--port", "0", "--secret", SECRET)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
    private val url: String

    init {
        Runtime.getRuntime().addShutdownHook(Thread { process.destroy() })
        val first = process.inputReader().readLine() ?: error("the mock does not start")
        url = Json.parseToJsonElement(first).jsonObject.getValue("url").jsonPrimitive.content
    }

    /** A world that no other test sees. */
    fun world(): World = World("$url/__mock__/worlds/kotlin-${worlds.incrementAndGet()}")

    internal fun send(method: String, url: String, body: String?): JsonElement {
        val publisher = body?.let { HttpRequest.BodyPublishers.ofString(it) } ?: HttpRequest.BodyPublishers.noBody()
        val request = HttpRequest.newBuilder(URI(url)).method(method, publisher).header("content-type", "application/json")
        val answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString())
        check(answer.statusCode() < 300) { "$method $url: ${answer.statusCode()} ${answer.body()}" }
        return if (answer.body().isEmpty()) JsonObject(emptyMap()) else Json.parseToJsonElement(answer.body())
    }
}

const val SECRET: String = "THISISMYSECURETOKEN"

/** A server of its own below the mock. */
class World(val url: String) {
    fun control(method: String, path: String, body: String? = null): JsonElement = Mock.send(method, "$url/__mock__$path", body)

    /** The session, connected. */
    fun connected(session: String = "shop"): World = apply { control("PUT", "/sessions/$session", """{"state":"CONNECTED"}""") }

    fun client(tokenStore: TokenStore? = null, tokenCost: Int? = 4, secretKey: String = SECRET, retries: Retries? = null): Client =
        Client(url, secretKey = secretKey, tokenCost = tokenCost, tokenStore = tokenStore, retries = retries, env = false)

    fun fault(match: String, action: String) {
        control("PUT", "/faults", """[{"match":$match,"do":$action}]""")
    }

    /** Requests of this operation that the server got. */
    fun requests(operation: String): List<JsonObject> {
        val journal = control("GET", "/requests")
        val lines = journal as? JsonArray ?: journal.jsonObject.getValue("requests") as JsonArray
        return lines.map { it.jsonObject }.filter { it["operation"]?.jsonPrimitive?.content == operation }
    }
}
