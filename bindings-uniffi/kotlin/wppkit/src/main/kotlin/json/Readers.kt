package io.github.wppkit.json

import kotlin.reflect.KClass
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.doubleOrNull
import kotlinx.serialization.json.longOrNull

/** JSON that is not what it should be. */
public class MisshapenJson(public val problem: String) : IllegalArgumentException(problem)

/** Reads a value of one type from JSON. */
public fun interface JsonReader<out T> {
    /** The value; throws [MisshapenJson] for JSON of another shape. */
    public fun read(json: JsonElement): T
}

private fun expected(what: String, json: JsonElement): Nothing {
    val found = when (json) {
        is JsonNull -> "null"
        is JsonObject -> "an object"
        is JsonArray -> "a list"
        is JsonPrimitive -> if (json.isString) "a text" else json.content
    }
    throw MisshapenJson("is $found, not $what")
}

/** Reads a text. */
public val Text: JsonReader<String> =
    JsonReader { json -> (json as? JsonPrimitive)?.takeIf { it.isString }?.content ?: expected("a text", json) }

/** Reads true or false. */
public val Flag: JsonReader<Boolean> =
    JsonReader { json ->
        (json as? JsonPrimitive)?.takeIf { !it.isString }?.booleanOrNull ?: expected("true or false", json)
    }

/** Reads a whole number. */
public val Whole: JsonReader<Long> =
    JsonReader { json ->
        val number = (json as? JsonPrimitive)?.takeIf { !it.isString }
        // JSON has one kind of number: 3.0 is whole, too.
        number?.longOrNull ?: number?.doubleOrNull?.takeIf { it % 1 == 0.0 }?.toLong()
            ?: expected("a whole number", json)
    }

/** Reads a number. */
public val Real: JsonReader<Double> =
    JsonReader { json ->
        (json as? JsonPrimitive)?.takeIf { !it.isString }?.doubleOrNull ?: expected("a number", json)
    }

/** Leaves JSON as it is. */
public val AnyJson: JsonReader<JsonElement> = JsonReader { it }

/** Reads a list. */
public fun <T> list(reader: JsonReader<T>): JsonReader<List<T>> =
    JsonReader { json -> (json as? JsonArray ?: expected("a list", json)).map(reader::read) }

/** Reads an object with values of one type. */
public fun <T> map(reader: JsonReader<T>): JsonReader<Map<String, T>> =
    JsonReader { json -> (json as? JsonObject ?: expected("an object", json)).mapValues { reader.read(it.value) } }

/** Reads null as null, and the `false` with which the server says "none" of what is no flag. */
public fun <T : Any> orNull(reader: JsonReader<T>): JsonReader<T?> =
    JsonReader { json -> if (isNothing(json, reader)) null else reader.read(json) }

internal fun isNothing(json: JsonElement, reader: JsonReader<*>): Boolean =
    json is JsonNull ||
        (json is JsonPrimitive && !json.isString && json.booleanOrNull == false &&
            reader !== Flag && reader !== AnyJson)

/** Something with a name on the wire. */
public interface WireName {
    /** The string of the wire. */
    public val wire: String
}

/** Reads a value of an enumeration. */
public abstract class EnumType<T> internal constructor(
    private val type: KClass<T>,
    private val values: List<T>,
) : JsonReader<T> where T : Enum<T>, T : WireName {
    override fun read(json: JsonElement): T {
        val wire = Text.read(json)
        return values.find { it.wire == wire }
            ?: throw MisshapenJson("is \"$wire\", which is no ${type.simpleName}")
    }
}

/** Reads a payload from JSON. */
public abstract class PayloadType<T : Any> internal constructor(
    private val name: String,
    private vararg val keys: String,
) : JsonReader<T> {
    internal abstract fun read(from: Fields): T

    override fun read(json: JsonElement): T = read(Fields(json as? JsonObject ?: expected("a $name", json), keys))

    /** Reads a payload that was kept as JSON; throws [MisshapenJson]. */
    public fun fromJson(json: JsonElement): T = read(json)
}

internal val NOTHING: JsonObject = JsonObject(emptyMap())

/** The members of an object. */
internal class Fields(val whole: JsonObject, private val keys: Array<out String>) {
    fun <T> required(key: String, reader: JsonReader<T>): T =
        at(key) { reader.read(whole[key] ?: throw MisshapenJson("is missing")) }

    fun <T : Any> optional(key: String, reader: JsonReader<T>): T? {
        val json = whole[key]
        return if (json == null || isNothing(json, reader)) null else at(key) { reader.read(json) }
    }

    /** The members that no property holds. */
    fun rest(): JsonObject {
        val rest = whole.filterKeys { it !in keys }
        return if (rest.isEmpty()) NOTHING else JsonObject(rest)
    }

    fun unknown(key: String, value: String): Nothing = throw MisshapenJson("$key: \"$value\" is not known")

    private inline fun <T> at(key: String, read: () -> T): T =
        try {
            read()
        } catch (error: MisshapenJson) {
            throw MisshapenJson(if (error.problem.startsWith("is ")) "$key: ${error.problem}" else "$key.${error.problem}")
        }
}
