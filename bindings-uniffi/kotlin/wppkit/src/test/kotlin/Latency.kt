package io.github.wppkit

import kotlinx.coroutines.runBlocking

/** Prints how long the first call takes, and the ones after it: `scripts/kotlin-latency`. No test: nothing is held against it. */
object Latency {
    @JvmStatic
    fun main(arguments: Array<String>): Unit = runBlocking {
        val world = Mock.world().connected()
        val began = System.nanoTime()
        val shop = world.client().session("shop")
        val made = System.nanoTime()
        shop.session.statusSession()
        val first = System.nanoTime()
        val later = List(2000) {
            val start = System.nanoTime()
            shop.session.statusSession()
            System.nanoTime() - start
        }.drop(1000).sorted()
        println("client and session: ${(made - began) / 1_000_000} ms (loads the native library)")
        println("first call: ${(first - made) / 1_000_000} ms (makes the token)")
        println("call after 1000 others: ${later[later.size / 2] / 1000} µs (median), ${later[later.size * 99 / 100] / 1000} µs (99 %)")
    }
}
