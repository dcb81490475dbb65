package io.github.wppkit

import io.github.wppkit.json.MisshapenJson
import io.github.wppkit.ffi.Failure
import io.github.wppkit.ffi.InternalException
import java.nio.charset.CharacterCodingException

/**
 * Runs what crosses to the native half. Whatever goes wrong there is a [WppException]; a coroutine that was
 * cancelled stays cancelled.
 */
internal inline fun <T> crossing(operation: String?, session: String?, file: OpenFile? = null, work: () -> T): T =
    try {
        work()
    } catch (failure: Failure.Wpp) {
        throw WppException.of(ErrorFacts.ofRecord(failure.record, file?.failure))
    } catch (failure: Failure.Foreign) {
        throw WppException.of(ErrorFacts.defect(failure.reason, failure))
    } catch (broken: InternalException) {
        throw WppException.of(ErrorFacts.defect(broken.message.orEmpty(), broken))
    } catch (unwritable: CharacterCodingException) {
        throw invalidInput("a text has half a character", "give whole characters (no lone surrogates)", operation, session, unwritable)
    } catch (misshapen: MisshapenJson) {
        throw invalidInput(misshapen.problem, "give text, numbers, true or false, lists and maps", operation, session, misshapen)
    } catch (missing: UnsatisfiedLinkError) {
        throw noLibrary(missing)
    } catch (missing: NoClassDefFoundError) {
        throw noLibrary(missing)
    } catch (missing: ExceptionInInitializerError) {
        throw noLibrary(missing)
    }

/** The native half cannot be loaded, which every further call says, too. */
internal fun noLibrary(cause: Throwable): WppException = WppException.of(
    ErrorFacts(
        code = "not_supported",
        text = "the native half of wppkit cannot be loaded on ${System.getProperty("os.name")} ${System.getProperty("os.arch")}",
        hint = "use the jar for this platform, or name the folder of the library in -Djna.library.path",
        delivery = "not_sent",
        cause = cause,
    ),
)
