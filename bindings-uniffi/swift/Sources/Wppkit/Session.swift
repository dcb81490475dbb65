import Foundation
import WppkitNative

/// How a session logs in. Any setting of the server here replaces *all* stored ones, the webhook among them.
public struct ConnectOptions: Sendable {
    /// Log in with a pairing code for this number instead of a QR code.
    public var phone: String?
    /// The URL that gets the session's events.
    public var webhook: String?
    /// The name in the phone's list of linked devices.
    public var deviceName: String?
    /// Pair also where only the webhook stored on the server gets to know the code.
    public var codeByWebhook = false
    /// Close and start again, once, a dead browser or a start that hangs.
    public var restart = false
    /// How often a login that the server closed is started again with a new code.
    public var resumeAfterAutoclose = 0
    /// Longest time for the whole login; 5 minutes by default.
    public var timeout: Duration?

    public init() {}

    var json: JSON {
        .members([
            ("phone", phone?.json),
            ("webhook", webhook?.json),
            ("deviceName", deviceName?.json),
            ("codeByWebhook", codeByWebhook.json),
            ("restart", restart.json),
            ("resumeAfterAutoclose", resumeAfterAutoclose.json),
            ("timeoutMs", timeout?.milliseconds.json),
        ], [:])
    }
}

/// A WhatsApp account on the server. A cheap handle: nothing is kept open.
public final class Session: Sendable {
    /// The session's name.
    public let name: String
    let caller: Caller

    init(native: NativeClient, name: String) {
        self.name = name
        caller = Caller(native: native, session: name)
    }

    /// Logs the session in, stage by stage: `for try await stage in shop.connect() { … }`.
    ///
    /// Idempotent: a connected session answers `connected` after two checks, one that waits for a QR code is joined.
    /// Nothing is sent before the first stage is asked for, and nothing after the loop is left; the server goes on by
    /// itself. The sequence ends after `connected`; any other end throws.
    public func connect(_ options: ConnectOptions = ConnectOptions()) -> Stages {
        Stages(native: caller.native, session: name, options: options)
    }

    /// Calls an operation or a helper by its id: for those that have no types here, or ids that are data.
    public func call(_ id: String, _ request: [String: JSON] = [:], limits: CallLimits? = nil, file: Media? = nil) async throws -> Answered<JSON> {
        try await caller.answered(id, request.map { ($0.key, $0.value) }, limits, file)
    }

    /// Hands in a webhook's JSON body: what it says of the session's life is seen without asking the server, and a
    /// pairing code reaches a running `connect`. Tells whether it was about that.
    public func observeWebhook(_ body: String) throws -> Bool {
        try crossing { try caller.native.observeWebhook(session: name, body: body) }
    }
}
