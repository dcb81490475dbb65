import Foundation
import WppkitNative

/// Why a call failed: what went wrong, what is known of the delivery, and what to do next.
///
/// Secrets and tokens are in none of the properties.
public struct WppError: Error, Sendable, CustomStringConvertible, LocalizedError {
    /// What went wrong.
    public let code: ErrorCode
    /// What was attempted and what stood in the way.
    public let reason: String
    /// Id of the operation, such as `send-message`.
    public let operation: String?
    /// Name of the session.
    public let session: String?
    /// HTTP status of the answer, if there was one.
    public let status: Int?
    /// Body of the answer, untouched: JSON, or text where it was none.
    public let body: JSON?
    /// For sends: `not_sent` is proven (sending again cannot duplicate), `unknown` may have been sent.
    public let delivery: String?
    /// Whether the same call may succeed later without a change.
    public let temporary: Bool
    /// What to do about it.
    public let hint: String?
    /// For sends: the id under which WhatsApp keeps the message that was not confirmed.
    public let messageId: String?
    /// The causes, from the nearest to the deepest.
    public let causes: [String]
    private let display: String

    /// One line: code, reason, operation, session, status and delivery.
    public var description: String { display }
    public var errorDescription: String? { reason }
    public var recoverySuggestion: String? { hint }

    /// From the record of the core, which is JSON.
    init(record: String) {
        let facts = try? JSON(text: record)
        func fact(_ name: String) -> String? { facts?[name].flatMap { try? String(json: $0) } }
        code = fact("code").flatMap(ErrorCode.init(rawValue:)) ?? .unexpectedResponse
        reason = fact("message") ?? record
        display = fact("display") ?? record
        operation = fact("operation")
        session = fact("session")
        status = facts?["status"].flatMap { try? Int(json: $0) }
        body = facts?["body"]
        delivery = fact("delivery")
        temporary = facts?["temporary"] == .bool(true)
        hint = fact("hint")
        messageId = fact("messageId")
        causes = facts?["causes"].flatMap { try? [String](json: $0) } ?? []
    }

    /// An answer of another shape than its type.
    init(misshapen: MisshapenJSON, operation: String, session: String?, status: Int, body: JSON?) {
        code = .unexpectedResponse
        reason = "the answer has another shape: \(misshapen)"
        display = "unexpected_response: \(reason)"
        self.operation = operation
        self.session = session
        self.status = status
        self.body = body
        delivery = nil
        temporary = false
        hint = "call it untyped, with call(\"\(operation)\"), and report it"
        messageId = nil
        causes = []
    }
}

/// Runs what crosses to the native half: whatever it says is a `WppError`.
func crossing<T>(_ work: () throws -> T) throws -> T {
    do {
        return try work()
    } catch Failure.Wpp(let record) {
        throw WppError(record: record)
    } catch Failure.Foreign(let reason) {
        throw WppError(record: reason)
    }
}

/// The same for what takes time.
func crossing<T>(_ work: () async throws -> T) async throws -> T {
    do {
        return try await work()
    } catch Failure.Wpp(let record) {
        throw WppError(record: record)
    } catch Failure.Foreign(let reason) {
        throw WppError(record: reason)
    }
}
