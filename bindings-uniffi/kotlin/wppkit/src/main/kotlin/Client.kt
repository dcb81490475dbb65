package io.github.wppkit

import io.github.wppkit.json.objectOf
import io.github.wppkit.ffi.NativeClient
import io.github.wppkit.operations.ServerOperations
import java.nio.file.Path
import kotlin.time.Duration
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject

/**
 * One WPPConnect Server. Operations that belong to no session are methods of it.
 *
 * Making one sends nothing. It may be shared by any number of coroutines and threads.
 */
public class Client private constructor(private val native: NativeClient) : ServerOperations(Caller(native)), AutoCloseable {
    /**
     * A client for the server at this URL. What is left out comes from the environment (`WPPKIT_URL`,
     * `WPPKIT_SECRET_KEY`, `WPPKIT_TOKEN`, `WPPKIT_SESSION`, …) or keeps its default.
     *
     * @param url Base URL of the server, such as `http://127.0.0.1:21465`.
     * @param secretKey The server's secret key, from which tokens are minted and renewed.
     * @param token A ready token instead. It fits one session only, and cannot be renewed.
     * @param session The session of [session] without a name.
     * @param timeout Longest time for one attempt of any operation.
     * @param timeouts Longest times by class of operation; they win over [timeout].
     * @param retries How failed calls are repeated, where repeating is safe.
     * @param pace The pace of polls and waits.
     * @param region Region of phone numbers in national form, such as `BR`.
     * @param tokenStore Keeps minted tokens where you want, such as in your database; memory by default.
     * @param tokenFile Keeps minted tokens in this file instead.
     * @param tokenCost Mint tokens here, at this bcrypt cost (4 to 31), instead of asking the server.
     * @param maxAnswerBytes Largest answer that is read; 256 MB by default.
     * @param numberCacheTtl How long a number that is on WhatsApp is not checked again; a day by default.
     * @param env Whether `WPPKIT_*` fills what is left out.
     * @throws WppException.InvalidInput for settings that cannot be meant.
     */
    public constructor(
        url: String? = null,
        secretKey: String? = null,
        token: String? = null,
        session: String? = null,
        timeout: Duration? = null,
        timeouts: Timeouts? = null,
        retries: Retries? = null,
        pace: Pace? = null,
        region: String? = null,
        tokenStore: TokenStore? = null,
        tokenFile: Path? = null,
        tokenCost: Int? = null,
        maxAnswerBytes: Long? = null,
        numberCacheTtl: Duration? = null,
        env: Boolean = true,
    ) : this(
        crossing(null, null) {
            val settings = objectOf(
                "url" to url,
                "secretKey" to secretKey,
                "token" to token,
                "session" to session,
                "timeoutMs" to timeout?.inWholeMilliseconds,
                "timeouts" to timeouts?.write(),
                "retries" to retries?.write(),
                "pace" to pace?.write(),
                "region" to region,
                "tokenFile" to tokenFile?.toString(),
                "tokenCost" to tokenCost,
                "maxAnswerBytes" to maxAnswerBytes,
                "numberCacheTtlMs" to numberCacheTtl?.inWholeMilliseconds,
                "env" to env,
            )
            NativeClient(settings.toString(), tokenStore?.let(::StoreOfUser))
        },
    )

    /** The server's base URL, without credentials. */
    public val baseUrl: String get() = crossing(null, null) { native.baseUrl() }

    /** A handle on a session, or on the default session; nothing is sent. */
    public fun session(name: String? = null): Session = crossing(null, name) {
        val checked = native.sessionName(name)
        Session(checked, Caller(native, checked))
    }

    /** Calls an operation by its id: for those that have no types here, or ids that are data. */
    public suspend fun call(
        id: String,
        request: JsonObject = JsonObject(emptyMap()),
        limits: CallLimits? = null,
        file: Media? = null,
    ): JsonElement = caller.call(id, { request }, { it.payload }, limits, file)

    /** Refuses every further call. What is under way goes on. */
    override fun close(): Unit = crossing(null, null) { native.refuseCalls() }

    override fun toString(): String = "Client($baseUrl)"
}
