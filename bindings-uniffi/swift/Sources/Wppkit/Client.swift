import Foundation
import WppkitNative

/// Settings of a client; what is left out comes from the environment (`WPPKIT_URL`, …) or keeps its default.
public struct ClientSettings: Sendable {
    /// Base URL of the server, such as `http://127.0.0.1:21465`.
    public var url: String?
    /// The server's secret key, from which tokens are minted and renewed.
    public var secretKey: String?
    /// A ready token instead. It fits one session only, and cannot be renewed.
    public var token: String?
    /// The session of `Client.session()`.
    public var session: String?
    /// Longest time for one attempt of any operation.
    public var timeout: Duration?
    /// Region of phone numbers in national form, such as `BR`.
    public var region: String?
    /// Mint tokens here, at this bcrypt cost (4 to 31), instead of asking the server.
    public var tokenCost: Int?
    /// Keep minted tokens in this file instead of memory.
    public var tokenFile: String?
    /// Keep minted tokens where you want, such as in the keychain.
    public var tokenStore: (any TokenStore)?
    /// Attempts in all, where repeating is safe; 1 switches retries off.
    public var attempts: Int?
    /// Whether `WPPKIT_*` fills what is left out.
    public var environment = true

    public init() {}

    var json: JSON {
        .members([
            ("url", url?.json),
            ("secretKey", secretKey?.json),
            ("token", token?.json),
            ("session", session?.json),
            ("timeoutMs", timeout?.milliseconds.json),
            ("region", region?.json),
            ("tokenCost", tokenCost?.json),
            ("tokenFile", tokenFile?.json),
            ("retries", attempts.map { JSON.object(["attempts": .integer($0)]) }),
            ("env", environment.json),
        ], [:])
    }
}

/// One WPPConnect Server. Operations that belong to no session are methods of it. Making one sends nothing.
public final class Client: Sendable {
    let caller: Caller

    /// A client with these settings.
    public init(_ settings: ClientSettings = ClientSettings()) throws {
        let store = settings.tokenStore.map(StoreOfUser.init)
        let text = try settings.json.text()
        caller = Caller(native: try crossing { try NativeClient(config: text, store: store) }, session: nil)
    }

    /// A client for the server at this URL.
    public convenience init(_ url: String, secretKey: String) throws {
        var settings = ClientSettings()
        settings.url = url
        settings.secretKey = secretKey
        try self.init(settings)
    }

    /// The server's base URL, without credentials.
    public var baseUrl: String { caller.native.baseUrl() }

    /// A handle on a session, or on the default session; nothing is sent.
    public func session(_ name: String? = nil) throws -> Session {
        Session(native: caller.native, name: try crossing { try caller.native.sessionName(name: name) })
    }

    /// Calls an operation by its id: for those that have no types here, or ids that are data.
    public func call(_ id: String, _ request: [String: JSON] = [:], limits: CallLimits? = nil) async throws -> Answered<JSON> {
        try await caller.answered(id, request.map { ($0.key, $0.value) }, limits, nil)
    }

    /// Refuses every further call. What is under way goes on.
    public func close() { caller.native.refuseCalls() }
}
