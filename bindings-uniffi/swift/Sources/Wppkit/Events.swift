import Foundation
import WppkitNative

/// Something that happened in a session, whichever way it came.
public struct Event: Sendable, Hashable {
    /// What it is, the same for webhook and Socket.IO, such as `onmessage`.
    public let kind: String
    /// The server's name for it.
    public let name: String
    /// `webhook` or `socket`.
    public let source: String
    /// The session as the event says it; often it does not: then the address that it came to tells.
    public let session: String?
    /// Id of the conversation that it is about.
    public let chat: String?
    /// What it carries.
    public let data: EventData

    /// Reads the body of a webhook, or with `name` the data of a Socket.IO event.
    public init(body: Data, name: String? = nil) throws {
        let text = try crossing { try parseEvent(body: body, name: name) }
        let from = try Fields(try JSON(text: text), of: "Event")
        kind = try from.required("kind")
        self.name = try from.required("name")
        source = try from.required("source")
        session = try from.optional("session")
        chat = try from.optional("chat")
        let json: JSON = try from.required("data")
        data = (try? EventData(kind: kind, json: json)) ?? .unknown(json)
    }
}

/// A text that is the same for the same event of a session, however often it comes; nil for events of which two that
/// look alike may be two. For stores that keep each event once.
public func key(ofEvent body: Data, session: String) throws -> String? {
    try crossing { try eventKey(session: session, body: body) }
}

/// Checks that a request is a relay signed with this secret, not older than five minutes and unchanged.
public func verify(relay body: Data, headers: [String: String], secret: String, now: Date = Date()) throws {
    try crossing {
        try verifyRelay(secret: secret, headers: headers, body: body, now: Int64(now.timeIntervalSince1970))
    }
}
