package io.github.wppkit

import io.github.wppkit.json.JsonReader
import io.github.wppkit.json.MisshapenJson
import io.github.wppkit.json.list
import io.github.wppkit.json.map
import io.github.wppkit.json.objectOf
import io.github.wppkit.ffi.NativeClient
import io.github.wppkit.ffi.Reply
import kotlin.time.Duration
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject

/**
 * Limits of one call; what is left out keeps the client's setting. The whole call is also limited by
 * `withTimeout`, which cancels it.
 */
public data class CallLimits(
    /** Longest time for one attempt. */
    val timeout: Duration? = null,
    /** Longest time for the whole call: token, attempts and pauses together. */
    val deadline: Duration? = null,
    /** Attempts in all, where repeating is safe; 1 switches retries off. */
    val attempts: Int? = null,
) {
    internal fun write(): String = objectOf(
        "timeoutMs" to timeout?.inWholeMilliseconds,
        "deadlineMs" to deadline?.inWholeMilliseconds,
        "attempts" to attempts,
    ).toString()
}

/** The fields of a request; what is null is left out. Written where failures become errors of the call. */
internal fun request(vararg members: Pair<String, Any?>): () -> JsonObject = { objectOf(*members) }

/** What a call brought, before it is typed. */
internal class Told(val payload: JsonElement, reply: Reply) {
    val raw = Raw(reply.status.toInt(), reply.contentType, reply.raw ?: reply.payload.encodeToByteArray())
    val bytes = reply.attachment
}

/** Makes the calls of one client, or of one session of it. */
internal class Caller(val native: NativeClient, val session: String? = null) {
    suspend fun <T> call(
        operation: String,
        request: () -> JsonObject,
        read: (Told) -> T,
        limits: CallLimits? = null,
        file: Media? = null,
    ): T {
        val open = file?.open()
        val reply = crossing(operation, session, open) {
            native.call(operation, session, request().toString(), limits?.write(), open?.attachment)
        }
        val told = Told(Json.parseToJsonElement(reply.payload), reply)
        return try {
            read(told)
        } catch (misshapen: MisshapenJson) {
            throw WppException.of(
                ErrorFacts(
                    code = "unexpected_response",
                    text = "the answer has another shape: ${misshapen.problem}",
                    operation = operation,
                    session = session,
                    status = told.raw.status,
                    body = told.raw.json,
                    hint = "call it untyped, with call(\"$operation\", …), and report it",
                    cause = misshapen,
                ),
            )
        }
    }
}

/** Reads one value, and keeps what comes beside it. */
internal fun <T> one(reader: JsonReader<T>): (Told) -> T = { told ->
    reader.read(told.payload).also { value ->
        if (value is Answer) value.raw = told.raw
        if (value is PayloadWithBytes) value.bytes = told.bytes
    }
}

/** Reads a list. */
internal fun <T> results(reader: JsonReader<T>): (Told) -> Results<T> = { told ->
    Results(list(reader).read(told.payload), told.raw)
}

/** Reads a list, or nothing where the server has none. */
internal fun <T> resultsOrNull(reader: JsonReader<T>): (Told) -> Results<T>? = { told ->
    if (told.payload is JsonArray) results(reader)(told) else null
}

/** Reads values by key. */
internal fun <T> resultMap(reader: JsonReader<T>): (Told) -> ResultMap<T> = { told ->
    ResultMap(map(reader).read(told.payload), told.raw)
}

/** Reads nothing: the call says no more than that it succeeded. */
internal val nothing: (Told) -> Unit = {}
