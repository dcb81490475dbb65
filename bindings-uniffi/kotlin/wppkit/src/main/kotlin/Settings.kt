package io.github.wppkit

import io.github.wppkit.json.objectOf
import kotlin.time.Duration
import kotlinx.serialization.json.JsonObject

/** Longest times by class of operation. */
public data class Timeouts(
    val connect: Duration? = null,
    val normal: Duration? = null,
    val session: Duration? = null,
    val media: Duration? = null,
) {
    internal fun write(): JsonObject = objectOf(
        "connectMs" to connect?.inWholeMilliseconds,
        "normalMs" to normal?.inWholeMilliseconds,
        "sessionMs" to session?.inWholeMilliseconds,
        "mediaMs" to media?.inWholeMilliseconds,
    )
}

/** How failed calls are repeated, where repeating is safe. */
public data class Retries(
    /** Attempts in all; 1 switches retries off. */
    val attempts: Int? = null,
    val minDelay: Duration? = null,
    val maxDelay: Duration? = null,
    /** How many repetitions may be owed at once, by all calls of the client. */
    val budget: Int? = null,
) {
    internal fun write(): JsonObject = objectOf(
        "attempts" to attempts,
        "minDelayMs" to minDelay?.inWholeMilliseconds,
        "maxDelayMs" to maxDelay?.inWholeMilliseconds,
        "budget" to budget,
    )
}

/** The pace of polls and waits. */
public data class Pace(
    val poll: Duration? = null,
    val pollMax: Duration? = null,
    val debounce: Duration? = null,
    val stuckAfter: Duration? = null,
    val logoutSettle: Duration? = null,
    val orphan: Duration? = null,
    val diagnosePatience: Duration? = null,
) {
    internal fun write(): JsonObject = objectOf(
        "pollMs" to poll?.inWholeMilliseconds,
        "pollMaxMs" to pollMax?.inWholeMilliseconds,
        "debounceMs" to debounce?.inWholeMilliseconds,
        "stuckAfterMs" to stuckAfter?.inWholeMilliseconds,
        "logoutSettleMs" to logoutSettle?.inWholeMilliseconds,
        "orphanMs" to orphan?.inWholeMilliseconds,
        "diagnosePatienceMs" to diagnosePatience?.inWholeMilliseconds,
    )
}
