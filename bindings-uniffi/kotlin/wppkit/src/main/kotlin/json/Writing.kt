package io.github.wppkit.json

import io.github.wppkit.Payload
import io.github.wppkit.Secret
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** An object of these members; what is null is left out. */
internal fun objectOf(vararg members: Pair<String, Any?>): JsonObject = objectOf(NOTHING, *members)

/** An object of these members and the extra ones. */
internal fun objectOf(extra: JsonObject, vararg members: Pair<String, Any?>): JsonObject {
    val written = LinkedHashMap<String, JsonElement>(members.size + extra.size)
    for ((name, value) in members) if (value != null) written[name] = write(value, name)
    written.putAll(extra)
    return JsonObject(written)
}

/** A value as JSON; refuses what JSON cannot say. */
internal fun write(value: Any?, place: String): JsonElement =
    when (value) {
        null -> JsonNull
        is JsonElement -> value
        is String -> JsonPrimitive(value)
        is Boolean -> JsonPrimitive(value)
        is Double -> if (value.isFinite()) JsonPrimitive(value) else throw MisshapenJson("$place: is $value, which is no number in JSON")
        is Number -> JsonPrimitive(value)
        is Payload -> value.toJson()
        is WireName -> JsonPrimitive(value.wire)
        is Secret -> JsonPrimitive(value.expose())
        is List<*> -> JsonArray(value.map { write(it, place) })
        is Map<*, *> -> JsonObject(value.entries.associate { (key, item) -> key.toString() to write(item, "$place.$key") })
        else -> throw MisshapenJson("$place: is a ${value::class.simpleName}, which is nothing in JSON")
    }

/** The object as text, without the values of these members. */
internal fun hiding(name: String, json: JsonObject, vararg hidden: String): String =
    json.entries.joinToString(", ", "$name(", ")") { (key, value) -> "$key=${if (key in hidden) "***" else value}" }
