package io.github.wppkit

import java.util.Collections
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class StoresTest {
    private val world = Mock.world().connected()

    private class Store : TokenStore {
        val tokens = ConcurrentHashMap<String, String>()
        val asked: MutableList<String> = Collections.synchronizedList(mutableListOf())

        override suspend fun load(server: String, session: String): String? {
            asked += "load $session"
            return tokens["$server $session"]
        }

        override suspend fun save(server: String, session: String, token: String) {
            delay(1)
            asked += "save $session"
            tokens["$server $session"] = token
        }

        override suspend fun remove(server: String, session: String) {
            asked += "remove $session"
        }
    }

    @Test
    fun `tokens are kept where the application wants them`() = runBlocking<Unit> {
        val store = Store()
        world.client(tokenStore = store).session("shop").status()
        assertEquals(listOf("load shop", "save shop"), store.asked)
        assertTrue(store.tokens.values.single().startsWith("$2"))
        world.client(tokenStore = store).session("shop").status()
        assertEquals(listOf("load shop", "save shop", "load shop"), store.asked)
    }

    @Test
    fun `a store that fails, in whatever way, fails no call`() = runBlocking<Unit> {
        val store = object : TokenStore {
            override suspend fun load(server: String, session: String): String? = error("the database is away")

            override suspend fun save(server: String, session: String, token: String): Unit = throw StackOverflowError()

            override suspend fun remove(server: String, session: String): Unit = TODO()
        }
        assertEquals("connected", world.client(tokenStore = store).session("shop").status().state.wire)
    }

    @Test
    fun `a store that hangs is left alone when the caller gives up`() = runBlocking<Unit> {
        var abandoned = false
        val store = object : TokenStore {
            override suspend fun load(server: String, session: String): String? =
                try {
                    delay(Duration.INFINITE)
                    null
                } finally {
                    abandoned = true
                }

            override suspend fun save(server: String, session: String, token: String) = Unit

            override suspend fun remove(server: String, session: String) = Unit
        }
        val session = world.client(tokenStore = store).session("shop")
        assertEquals(null, withTimeoutOrNull(100.milliseconds) { session.status() })
        while (!abandoned) kotlinx.coroutines.yield()
    }
}
