package io.github.wppkit

import io.github.wppkit.json.Fields
import io.github.wppkit.json.PayloadType
import io.github.wppkit.json.Text
import io.github.wppkit.json.Whole
import io.github.wppkit.json.objectOf
import io.github.wppkit.ffi.qrTerminal
import io.github.wppkit.types.SessionStatus
import java.util.Base64
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.serialization.json.JsonObject

/** A stage of a login, in the order in which they come. */
public sealed class Stage(
    /** The stage's name, snake_case. */
    public val type: String,
) : Payload() {
    override fun toJson(): JsonObject = objectOf("type" to type)

    /** The server starts the browser, or still tidies up behind the last one. */
    public data object Starting : Stage("starting")

    /** A QR code to scan; every further one replaces the one before. */
    public class Qr(
        /** Text of the code. It logs an account in: treat it like a password while it is fresh. */
        public val text: String,
        /** 1 for the first code of a login, counting up. */
        public val seq: Int,
        /** Time since this client first saw the code. */
        public val age: Duration,
        /** The code as a picture: a data URL of a PNG. */
        public val png: String?,
    ) : Stage("qr") {
        /** The code as the bytes of a PNG; empty if it cannot be drawn. */
        public fun pngBytes(): ByteArray = Base64.getDecoder().decode(png.orEmpty().substringAfter(',', ""))

        /** The code drawn with block characters, for a terminal. */
        public fun terminal(): String = crossing("connect", null) { qrTerminal(text) }

        override fun toJson(): JsonObject =
            objectOf("type" to type, "text" to text, "seq" to seq, "ageMs" to age.inWholeMilliseconds, "png" to png)

        override fun toString(): String = "Qr(seq=$seq, age=$age)"
    }

    /** A code to type into the phone. */
    public class PairingCode(
        /** Its eight characters; absent where only the webhook gets to know them. */
        public val pairingCode: String?,
        /** The number that it is for, in E.164. */
        public val phone: String,
    ) : Stage("pairing_code") {
        /** The code as the phone shows it, `ABCD-EFGH`. */
        public val grouped: String? get() = pairingCode?.chunked(4)?.joinToString("-")

        override fun toJson(): JsonObject = objectOf("type" to type, "code" to pairingCode, "phone" to phone)

        override fun toString(): String = "PairingCode(phone=$phone)"
    }

    /** The phone accepted the code. */
    public data object Scanned : Stage("scanned")

    /** Logged in; the session is being checked a second time. */
    public data object Syncing : Stage("syncing")

    /** Two checks in a row found the session connected. The last stage. */
    public data class Connected(
        /** What is known of the session. */
        val status: SessionStatus,
    ) : Stage("connected") {
        override fun toJson(): JsonObject = objectOf("type" to type, "status" to status)
    }

    /** Reads a stage from JSON. */
    public companion object : PayloadType<Stage>("Stage") {
        override fun read(from: Fields): Stage = when (val type = from.required("type", Text)) {
            "starting" -> Starting
            "qr" -> Qr(
                from.required("text", Text),
                from.required("seq", Whole).toInt(),
                from.required("ageMs", Whole).milliseconds,
                from.optional("png", Text),
            )
            "pairing_code" -> PairingCode(from.optional("code", Text), from.required("phone", Text))
            "scanned" -> Scanned
            "syncing" -> Syncing
            "connected" -> Connected(from.required("status", SessionStatus))
            else -> from.unknown("type", type)
        }
    }
}
