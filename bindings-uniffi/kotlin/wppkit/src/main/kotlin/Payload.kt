package io.github.wppkit

import io.github.wppkit.json.NOTHING
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.SerializationException

/** What the server, or a helper, says: typed properties, and [extra] for the keys that have none. */
public abstract class Payload {
    /** Keys that have no property here. */
    public open val extra: JsonObject get() = NOTHING

    /** All of it as JSON, in the spelling of the wire. */
    public abstract fun toJson(): JsonObject
}

/** The payload of an operation: the whole answer is beside it. */
public abstract class Answer : Payload() {
    /** The answer as it came; absent in what was made from JSON, or stands inside another answer. */
    public var raw: Raw? = null
        internal set
}

/** What a helper answers beside which the content of a file comes. */
public abstract class PayloadWithBytes : Payload() {
    /** The content, unless it was written to a file. */
    public var bytes: ByteArray? = null
        internal set
}

/** A list that an operation answers, with the whole answer beside it. */
public class Results<out T> internal constructor(private val items: List<T>, public val raw: Raw) : List<T> by items {
    override fun equals(other: Any?): Boolean = items == other

    override fun hashCode(): Int = items.hashCode()

    override fun toString(): String = items.toString()
}

/** Values by key that an operation answers, with the whole answer beside them. */
public class ResultMap<out T> internal constructor(private val items: Map<String, T>, public val raw: Raw) :
    Map<String, T> by items {
    override fun equals(other: Any?): Boolean = items == other

    override fun hashCode(): Int = items.hashCode()

    override fun toString(): String = items.toString()
}

/** The answer as it came over the wire. */
public class Raw internal constructor(
    /** HTTP status. */
    public val status: Int,
    /** The header `Content-Type`; empty if there was none. */
    public val contentType: String,
    /** The body, untouched. */
    public val body: ByteArray,
) {
    /** The body as text. */
    public val text: String get() = body.decodeToString()

    /** The body as JSON, envelope included; null if it is none. */
    public val json: JsonElement?
        get() = try {
            Json.parseToJsonElement(text)
        } catch (_: SerializationException) {
            null
        }

    override fun toString(): String = "Raw($status, $contentType, ${body.size} bytes)"
}

/** A text that is not shown by accident. */
public class Secret(private val text: String) {
    /** The text. */
    public fun expose(): String = text

    override fun equals(other: Any?): Boolean = other is Secret && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "***"

    /** Reads it from JSON. */
    public companion object : io.github.wppkit.json.JsonReader<Secret> {
        override fun read(json: JsonElement): Secret = Secret(io.github.wppkit.json.Text.read(json))
    }
}
