package io.github.wppkit

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.intOrNull
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.SerializationException

/** What an exception tells. */
internal class ErrorFacts(
    val code: String,
    val text: String,
    val display: String = "$code: $text",
    val operation: String? = null,
    val session: String? = null,
    val status: Int? = null,
    val body: JsonElement? = null,
    val delivery: String? = null,
    val temporary: Boolean = false,
    val hint: String? = null,
    val messageId: String? = null,
    val cause: Throwable? = null,
) {
    companion object {
        /** The record of the core, which is JSON. */
        fun ofRecord(record: String, cause: Throwable?): ErrorFacts {
            val facts = try {
                Json.parseToJsonElement(record).jsonObject
            } catch (_: SerializationException) {
                return defect(record, cause)
            }
            fun fact(name: String) = facts[name]?.jsonPrimitive?.contentOrNull
            val causes = (facts["causes"] as? JsonArray).orEmpty().map { (it as JsonPrimitive).content }
            return ErrorFacts(
                code = fact("code") ?: "unexpected_response",
                text = fact("message").orEmpty(),
                display = fact("display").orEmpty(),
                operation = fact("operation"),
                session = fact("session"),
                status = facts["status"]?.jsonPrimitive?.intOrNull,
                body = facts["body"],
                delivery = fact("delivery"),
                temporary = facts["temporary"]?.jsonPrimitive?.booleanOrNull ?: false,
                hint = fact("hint"),
                messageId = fact("messageId"),
                cause = cause ?: causes.foldRight(null) { text, below: Throwable? -> CoreCause(text, below) },
            )
        }

        /** Something that wppkit should not have let happen. */
        fun defect(text: String, cause: Throwable?): ErrorFacts = ErrorFacts(
            code = "unexpected_response",
            text = "a defect of wppkit: $text",
            hint = "please report it with the call that led here",
            cause = cause,
        )
    }
}

/** What failed below Kotlin; it has no place in a stack of Kotlin. */
internal class CoreCause(text: String, below: Throwable?) : Exception(text, below, false, false)

/** An argument that cannot be sent; nothing left. */
internal fun invalidInput(
    problem: String,
    hint: String,
    operation: String? = null,
    session: String? = null,
    cause: Throwable? = null,
): WppException = WppException.of(
    ErrorFacts(
        code = "invalid_input",
        text = problem,
        operation = operation,
        session = session,
        delivery = "not_sent",
        hint = hint,
        cause = cause,
    ),
)
