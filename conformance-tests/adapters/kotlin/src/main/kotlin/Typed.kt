import io.github.wppkit.Client
import io.github.wppkit.Media
import io.github.wppkit.Payload
import io.github.wppkit.Secret
import io.github.wppkit.Session
import io.github.wppkit.json.JsonReader
import io.github.wppkit.json.MisshapenJson
import io.github.wppkit.json.Text
import io.github.wppkit.json.Whole
import io.github.wppkit.json.WireName
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

/** The typed method of a call: what it accepts, and how it is called. */
class Typed(val accepted: Set<String>, val call: suspend Given.() -> Any?)

/** Fields of a call that are no arguments of the typed method, as bad input is none. */
class Misfit(problem: String) : Exception(problem)

/** The fields of one call as arguments. */
class Given(val client: Client, private val named: Session?, private val fields: JsonObject) {
    val session: Session get() = named ?: throw Misfit("needs a session")

    /** Which of these fields are lists. */
    fun lists(vararg names: String): Set<String> = names.filterTo(mutableSetOf()) { fields[it] is JsonArray }

    fun <T> required(name: String, reader: JsonReader<T>): T = read(name, fields[name] ?: throw Misfit("$name is missing"), reader)

    fun <T> optional(name: String, reader: JsonReader<T>): T? = fields[name]?.let { read(name, it, reader) }

    fun requiredTime(name: String): Duration = required(name, Whole).milliseconds

    fun optionalTime(name: String): Duration? = optional(name, Whole)?.milliseconds

    fun file(): Media = Media.of(required("file", Text))

    fun fileOrNull(): Media? = optional("file", Text)?.let { Media.of(it) }

    private fun <T> read(name: String, json: JsonElement, reader: JsonReader<T>): T =
        try {
            if (json is JsonNull) throw Misfit("$name is null") else reader.read(json)
        } catch (error: MisshapenJson) {
            throw Misfit("$name ${error.problem}")
        }
}

/** A typed result as JSON. */
fun json(value: Any?): JsonElement = when (value) {
    null, is Unit -> JsonNull
    is JsonElement -> value
    is String -> JsonPrimitive(value)
    is Boolean -> JsonPrimitive(value)
    is Number -> JsonPrimitive(value)
    is Payload -> value.toJson()
    is Secret -> JsonPrimitive(value.expose())
    is WireName -> JsonPrimitive(value.wire)
    is List<*> -> JsonArray(value.map(::json))
    is Map<*, *> -> JsonObject(value.entries.associate { (key, item) -> "$key" to json(item) })
    else -> error("${value::class} is no result")
}
