import WppkitNative

/// Where minted tokens are kept, such as in the keychain. A store that fails fails no call: a token is minted anew.
public protocol TokenStore: Sendable {
    /// The token of a session of the server with this base URL, if there is one.
    func load(server: String, session: String) async throws -> String?
    /// Keeps a token.
    func save(server: String, session: String, token: String) async throws
    /// Forgets a token that the server refused.
    func remove(server: String, session: String) async throws
}

/// A user's store as the native half asks it.
final class StoreOfUser: ForeignTokenStore, @unchecked Sendable {
    private let store: any TokenStore

    init(_ store: any TokenStore) { self.store = store }

    func load(server: String, session: String) async throws -> String? {
        try await telling { try await self.store.load(server: server, session: session) }
    }

    func save(server: String, session: String, token: String) async throws {
        try await telling { try await self.store.save(server: server, session: session, token: token) }
    }

    func remove(server: String, session: String) async throws {
        try await telling { try await self.store.remove(server: server, session: session) }
    }

    private func telling<T>(_ work: () async throws -> T) async throws -> T {
        do {
            return try await work()
        } catch {
            throw Failure.Foreign(reason: "\(error)")
        }
    }
}
