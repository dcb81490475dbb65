import Foundation
import WppkitNative

/// A stage of a login, in the order in which they come.
public enum Stage: Sendable, Hashable {
    /// The server starts the browser, or still tidies up behind the last one.
    case starting
    /// A QR code to scan; every further one replaces the one before.
    case qr(QrCodeStage)
    /// A code to type into the phone; absent where only the webhook gets to know it.
    case pairingCode(code: String?, phone: String)
    /// The phone accepted the code.
    case scanned
    /// Logged in; the session is being checked a second time.
    case syncing
    /// Two checks in a row found the session connected. The last stage.
    case connected(SessionStatus)

    init(json: JSON) throws {
        let from = try Fields(json, of: "Stage")
        let type: String = try from.required("type")
        switch type {
        case "starting": self = .starting
        case "qr":
            self = .qr(QrCodeStage(
                text: try from.required("text"), seq: try from.required("seq"), ageMs: try from.required("ageMs"),
                png: try from.optional("png")))
        case "pairing_code": self = .pairingCode(code: try from.optional("code"), phone: try from.required("phone"))
        case "scanned": self = .scanned
        case "syncing": self = .syncing
        case "connected": self = .connected(try from.required("status"))
        default: throw MisshapenJSON("type", "is \"\(type)\", which is not known")
        }
    }
}

/// A QR code to scan.
public struct QrCodeStage: Sendable, Hashable, CustomStringConvertible {
    /// Text of the code. It logs an account in: treat it like a password while it is fresh.
    public let text: String
    /// 1 for the first code of a login, counting up.
    public let seq: Int
    /// Milliseconds since this client first saw the code.
    public let ageMs: Int
    /// The code as a picture: a data URL of a PNG.
    public let png: String?

    /// The code drawn with block characters, for a terminal.
    public func terminal() throws -> String { try crossing { try qrTerminal(text: text) } }

    public var description: String { "QrCodeStage(seq: \(seq), ageMs: \(ageMs))" }
}

/// A login: its stages.
public struct Stages: AsyncSequence, Sendable {
    public typealias Element = Stage

    let native: NativeClient
    let session: String
    let options: ConnectOptions

    public func makeAsyncIterator() -> Iterator { Iterator(stages: self) }

    /// Asks for one stage after the other. Letting it go ends the watching.
    public struct Iterator: AsyncIteratorProtocol {
        let stages: Stages
        private var login: NativeLogin?

        init(stages: Stages) { self.stages = stages }

        public mutating func next() async throws -> Stage? {
            let login = try self.login ?? open()
            self.login = login
            guard let text = try await crossing({ try await login.next() }) else { return nil }
            return try Stage(json: JSON(text: text))
        }

        private func open() throws -> NativeLogin {
            let options = try stages.options.json.text()
            return try crossing { try stages.native.connect(session: stages.session, options: options) }
        }
    }
}
