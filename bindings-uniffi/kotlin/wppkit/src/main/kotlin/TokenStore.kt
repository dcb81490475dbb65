package io.github.wppkit

import io.github.wppkit.ffi.ForeignTokenStore

/** Where minted tokens are kept, such as in your database. A store that fails fails no call: a token is minted anew. */
public interface TokenStore {
    /** The token of a session of the server with this base URL, if there is one. */
    public suspend fun load(server: String, session: String): String?

    /** Keeps a token. */
    public suspend fun save(server: String, session: String, token: String)

    /** Forgets a token that the server refused. */
    public suspend fun remove(server: String, session: String)
}

/** A user's store as the native half asks it. */
internal class StoreOfUser(private val store: TokenStore) : ForeignTokenStore {
    override suspend fun load(server: String, session: String): String? = telling { store.load(server, session) }

    override suspend fun save(server: String, session: String, token: String): Unit =
        telling { store.save(server, session, token) }

    override suspend fun remove(server: String, session: String): Unit = telling { store.remove(server, session) }
}
