package io.github.wppkit

import java.io.ByteArrayInputStream
import java.io.IOException
import java.io.InputStream
import java.nio.file.Files
import java.nio.file.Path
import java.util.Base64
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

private val PNG = Base64.getDecoder().decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
)

class MediaTest {
    private val world = Mock.world().connected()
    private val shop = world.client().session("shop")

    @Test
    fun `every form of a file arrives`(@TempDir folder: Path) = runBlocking<Unit> {
        val path = folder.resolve("pixel.png").also { Files.write(it, PNG) }
        val forms = mapOf(
            "path" to Media.of(path),
            "text" to Media.of(path.toString()),
            "data URI" to Media.of("data:image/png;base64,${Base64.getEncoder().encodeToString(PNG)}"),
            "bytes" to Media.of(PNG),
            "stream" to Media.of(ByteArrayInputStream(PNG)).named("photo.png"),
        )
        for ((form, file) in forms) {
            assertEquals("5521999999999@c.us", shop.sendMedia("5521999999999", file, caption = form).chat, form)
        }
    }

    @Test
    fun `an operation takes a file beside its fields, and a big stream piece by piece`() = runBlocking<Unit> {
        val big = ByteArray(3_000_000) { (it % 251).toByte() }
        PNG.copyInto(big)
        val sent = shop.messages.sendFile("5521999999999", filename = "photo.png", file = Media.of(ByteArrayInputStream(big)))
        assertTrue(sent.first()!!.id.startsWith("true_"))
    }

    @Test
    fun `a stream that fails fails the send with its own reason`() {
        val reason = IOException("the disk is gone")
        val broken = object : InputStream() {
            override fun read(): Int = throw reason
        }
        val error = assertThrows(WppException::class.java) { runBlocking { shop.sendMedia("5521999999999", Media.of(broken)) } }
        // Coroutines may hand on a copy of it, with the original as its cause.
        assertTrue(generateSequence(error.cause) { it.cause }.any { it === reason }, "$error")
        assertEquals(0, world.requests("send-file").size + world.requests("send-image").size)
    }

    @Test
    fun `a file that is not there is refused`() {
        val error = assertThrows(WppException.InvalidInput::class.java) {
            runBlocking { shop.sendMedia("5521999999999", Media.of(Path.of("/no/such/file.png"))) }
        }
        assertEquals("not_sent", error.delivery)
        assertThrows(WppException.InvalidInput::class.java) { runBlocking { shop.sendMedia("5521999999999", Media.of(" ")) } }
    }

    @Test
    fun `a downloaded file comes as bytes, or goes into a file`(@TempDir folder: Path) = runBlocking<Unit> {
        world.control("POST", "/reset", """{"preset":"recordings"}""")
        val main = world.client().session("main")
        val id = "false_5511999990001@c.us_3A0000000000000IMAGE"
        val media = main.download(id)
        assertEquals("image/png", media.mimetype)
        assertEquals(media.size, media.bytes!!.size.toLong())
        val path = folder.resolve("kept.png")
        assertNull(main.download(id, file = path.toString()).bytes)
        assertArrayEquals(media.bytes, Files.readAllBytes(path))
    }
}
