import Foundation
import WppkitNative

/// Limits of one call; what is left out keeps the client's setting. Cancelling the task cancels the call, too.
public struct CallLimits: Sendable {
    /// Longest time for one attempt.
    public var timeout: Duration?
    /// Longest time for the whole call: token, attempts and pauses together.
    public var deadline: Duration?
    /// Attempts in all, where repeating is safe; 1 switches retries off.
    public var attempts: Int?

    public init(timeout: Duration? = nil, deadline: Duration? = nil, attempts: Int? = nil) {
        self.timeout = timeout
        self.deadline = deadline
        self.attempts = attempts
    }

    var json: JSON {
        .members([("timeoutMs", timeout?.milliseconds.json), ("deadlineMs", deadline?.milliseconds.json), ("attempts", attempts?.json)], [:])
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}

/// A file to send. Nothing is read before it is sent.
public struct Media: Sendable {
    private var source: String?
    private var bytes: Data?
    private var filename: String?
    private var mediaType: String?

    /// A path of this machine, a URL that the *server* downloads, or a data URI.
    public init(_ text: String) { source = text }

    /// A file of this machine, or a URL that the *server* downloads.
    public init(_ url: URL) { source = url.isFileURL ? url.path : url.absoluteString }

    /// Content in memory.
    public init(_ bytes: Data) { self.bytes = bytes }

    /// The file under this name, or as this media type where neither content nor name tells it.
    public func named(_ filename: String? = nil, mediaType: String? = nil) -> Media {
        var copy = self
        copy.filename = filename ?? self.filename
        copy.mediaType = mediaType ?? self.mediaType
        return copy
    }

    var attachment: Attachment {
        Attachment(source: source, bytes: bytes, stream: nil, filename: filename, mediaType: mediaType)
    }
}

/// The fields of a request; what is nil is left out.
typealias Request = [(String, JSON?)]

/// Makes the calls of one client, or of one session of it.
struct Caller: Sendable {
    let native: NativeClient
    let session: String?

    private func reply(_ operation: String, _ request: Request, _ limits: CallLimits?, _ file: Media?) async throws -> Reply {
        let text = try JSON.members(request, [:]).text()
        let settings = try limits?.json.text()
        return try await crossing {
            try await native.call(operation: operation, session: session, request: text, settings: settings, attachment: file?.attachment)
        }
    }

    private func read<T: JSONConvertible>(_ operation: String, _ reply: Reply) throws -> (T, Raw) {
        let raw = Raw(status: Int(reply.status), contentType: reply.contentType, body: reply.raw ?? Data(reply.payload.utf8))
        do {
            return (try T(json: JSON(text: reply.payload)), raw)
        } catch let error as MisshapenJSON {
            throw WppError(misshapen: error, operation: operation, session: session, status: raw.status, body: raw.json)
        }
    }

    func answered<T: JSONConvertible>(_ operation: String, _ request: Request, _ limits: CallLimits?, _ file: Media?) async throws -> Answered<T> {
        let (value, raw): (T, Raw) = try read(operation, try await reply(operation, request, limits, file))
        return Answered(value: value, raw: raw)
    }

    func results<T: JSONConvertible>(_ operation: String, _ request: Request, _ limits: CallLimits?, _ file: Media?) async throws -> Results<T> {
        let (items, raw): ([T], Raw) = try read(operation, try await reply(operation, request, limits, file))
        return Results(items, raw: raw)
    }

    func resultsOrNone<T: JSONConvertible>(_ operation: String, _ request: Request, _ limits: CallLimits?, _ file: Media?) async throws -> Results<T>? {
        let (items, raw): ([T]?, Raw) = try read(operation, try await reply(operation, request, limits, file))
        return items.map { Results($0, raw: raw) }
    }

    func plain<T: JSONConvertible>(_ operation: String, _ request: Request, _ limits: CallLimits?, _ file: Media?) async throws -> T {
        try read(operation, try await reply(operation, request, limits, file)).0
    }

    func withBytes<T: JSONConvertible>(_ operation: String, _ request: Request, _ limits: CallLimits?, _ file: Media?) async throws -> WithBytes<T> {
        let reply = try await self.reply(operation, request, limits, file)
        let (value, _): (T, Raw) = try read(operation, reply)
        return WithBytes(value: value, bytes: reply.attachment)
    }

    func nothing(_ operation: String, _ request: Request, _ limits: CallLimits?, _ file: Media?) async throws {
        _ = try await reply(operation, request, limits, file)
    }
}
