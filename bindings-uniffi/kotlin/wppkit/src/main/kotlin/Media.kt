package io.github.wppkit

import io.github.wppkit.ffi.Attachment
import io.github.wppkit.ffi.ByteSource
import io.github.wppkit.ffi.Failure
import java.io.InputStream
import java.nio.file.Path
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible

/** A file to send. Nothing is read before it is sent. */
public class Media private constructor(private val source: Source, private val filename: String?, private val type: String?) {
    private sealed interface Source {
        class Place(val text: String) : Source

        class Content(val bytes: ByteArray) : Source

        class Stream(val stream: InputStream) : Source
    }

    /** The file under this name. */
    public fun named(filename: String): Media = Media(source, filename, type)

    /** The file as this media type, where neither content nor name tells it. */
    public fun withType(type: String): Media = Media(source, filename, type)

    internal fun open(): OpenFile {
        val stream = (source as? Source.Stream)?.let { StreamSource(it.stream) }
        val attachment = Attachment(
            source = (source as? Source.Place)?.text,
            bytes = (source as? Source.Content)?.bytes,
            stream = stream,
            filename = filename,
            mediaType = type,
        )
        return OpenFile(attachment, stream)
    }

    public companion object {
        /** A path of this machine, a URL that the *server* downloads, or a data URI. */
        public fun of(text: String): Media = Media(Source.Place(text), null, null)

        /** A file of this machine. */
        public fun of(path: Path): Media = Media(Source.Place(path.toString()), null, null)

        /** Content in memory; it must not be changed while it is sent. */
        public fun of(bytes: ByteArray): Media = Media(Source.Content(bytes), null, null)

        /** Content that is read as it is sent, once, on [Dispatchers.IO]. It is not closed. */
        public fun of(stream: InputStream): Media = Media(Source.Stream(stream), null, null)
    }
}

/** A file on its way. */
internal class OpenFile(val attachment: Attachment, private val stream: StreamSource?) {
    /** Why it could not be read to its end. */
    val failure: Throwable? get() = stream?.failure
}

/** Brings the chunks of a stream. */
internal class StreamSource(private val stream: InputStream) : ByteSource {
    @Volatile var failure: Throwable? = null
        private set

    override suspend fun read(most: UInt): ByteArray = telling({ failure = it }) {
        runInterruptible(Dispatchers.IO) { stream.readNBytes(most.toInt()) }
    }
}

/** Runs code of the user for the native half: whatever it throws is told, and nothing else crosses. */
internal suspend inline fun <T> telling(keep: (Throwable) -> Unit = {}, work: () -> T): T =
    try {
        work()
    } catch (cancelled: CancellationException) {
        throw cancelled
    } catch (@Suppress("TooGenericExceptionCaught") thrown: Throwable) {
        keep(thrown)
        // An Error as well: it would leave the native half waiting for ever.
        throw Failure.Foreign(thrown.message ?: thrown.toString())
    }
