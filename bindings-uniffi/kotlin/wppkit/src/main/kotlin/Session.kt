package io.github.wppkit

import io.github.wppkit.json.objectOf
import io.github.wppkit.operations.SessionCalls
import kotlin.time.Duration
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject

/** A WhatsApp account on the server. A cheap handle: nothing is kept open. */
public class Session internal constructor(
    /** The session's name. */
    public val name: String,
    caller: Caller,
) : SessionCalls(caller) {
    /**
     * Logs the session in, stage by stage: `shop.connect().collect { stage -> … }`.
     *
     * Idempotent: a connected session answers [Stage.Connected] after two checks, one that waits for a QR code is
     * joined. Nothing is sent before the flow is collected, and nothing after the collector is cancelled; the server
     * goes on by itself. The flow ends after [Stage.Connected]; any other end throws. Any setting of the server here
     * replaces *all* stored ones, the webhook among them.
     *
     * @param phone Log in with a pairing code for this number instead of a QR code.
     * @param webhook The URL that gets the session's events.
     * @param deviceName The name in the phone's list of linked devices.
     * @param codeByWebhook Pair also where only the webhook stored on the server gets to know the code.
     * @param restart Close and start again, once, a dead browser or a start that hangs.
     * @param resumeAfterAutoclose How often a login that the server closed is started again with a new code.
     * @param timeout Longest time for the whole login; 5 minutes by default.
     */
    public fun connect(
        phone: String? = null,
        webhook: String? = null,
        deviceName: String? = null,
        codeByWebhook: Boolean = false,
        restart: Boolean = false,
        resumeAfterAutoclose: Int = 0,
        timeout: Duration? = null,
    ): Flow<Stage> = flow {
        val login = crossing("connect", name) {
            val options = objectOf(
                "phone" to phone,
                "webhook" to webhook,
                "deviceName" to deviceName,
                "codeByWebhook" to codeByWebhook,
                "restart" to restart,
                "resumeAfterAutoclose" to resumeAfterAutoclose,
                "timeoutMs" to timeout?.inWholeMilliseconds,
            )
            caller.native.connect(name, options.toString())
        }
        try {
            while (true) {
                val stage = crossing("connect", name) { login.next() } ?: break
                emit(Stage.read(Json.parseToJsonElement(stage)))
            }
        } finally {
            withContext(NonCancellable) { login.stop() }
            login.destroy()
        }
    }

    /** Calls an operation or a helper by its id: for those that have no types here, or ids that are data. */
    public suspend fun call(
        id: String,
        request: JsonObject = JsonObject(emptyMap()),
        limits: CallLimits? = null,
        file: Media? = null,
    ): JsonElement = caller.call(id, { request }, { it.payload }, limits, file)

    /**
     * Hands in a webhook's JSON body: what it says of the session's life is seen without asking the server, and a
     * pairing code reaches a running [connect]. Tells whether it was about that.
     */
    public fun observeWebhook(body: String): Boolean =
        crossing("observe-webhook", name) { caller.native.observeWebhook(name, body) }

    override fun toString(): String = "Session($name)"
}
