import Foundation

/// The answer as it came over the wire.
public struct Raw: Sendable, Hashable {
    /// HTTP status.
    public let status: Int
    /// The header `Content-Type`; empty if there was none.
    public let contentType: String
    /// The body, untouched.
    public let body: Data

    /// The body as JSON, envelope included; nil if it is none.
    public var json: JSON? { try? JSONDecoder().decode(JSON.self, from: body) }
}

/// The payload of an operation, whose properties are read through it, and the whole answer.
@dynamicMemberLookup
public struct Answered<Value: Sendable>: Sendable {
    /// The payload without its envelope.
    public let value: Value
    /// The answer as it came.
    public let raw: Raw

    public subscript<Property>(dynamicMember path: KeyPath<Value, Property>) -> Property { value[keyPath: path] }
}

/// A list that an operation answers, and the whole answer.
public struct Results<Element: Sendable>: RandomAccessCollection, Sendable {
    private let items: [Element]
    /// The answer as it came.
    public let raw: Raw

    init(_ items: [Element], raw: Raw) {
        self.items = items
        self.raw = raw
    }

    public var startIndex: Int { items.startIndex }
    public var endIndex: Int { items.endIndex }
    public subscript(position: Int) -> Element { items[position] }
}

/// What a helper answers beside which the content of a file comes.
@dynamicMemberLookup
public struct WithBytes<Value: Sendable>: Sendable {
    /// What is known of the file.
    public let value: Value
    /// The content, unless it was written to a file.
    public let bytes: Data?

    public subscript<Property>(dynamicMember path: KeyPath<Value, Property>) -> Property { value[keyPath: path] }
}

/// One text or several: a literal of either is one.
public enum OneOrMany: JSONConvertible, Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    case one(String)
    case many([String])

    public init(stringLiteral value: String) { self = .one(value) }
    public init(arrayLiteral elements: String...) { self = .many(elements) }

    public init(json: JSON) throws {
        if let many = try? [String](json: json) { self = .many(many) } else { self = .one(try String(json: json)) }
    }

    public var json: JSON {
        switch self {
        case .one(let text): return text.json
        case .many(let texts): return texts.json
        }
    }
}

/// A text that is not shown by accident.
public struct Secret: JSONConvertible, Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    private let text: String

    public init(_ text: String) { self.text = text }
    public init(json: JSON) throws { text = try String(json: json) }

    /// The text.
    public func expose() -> String { text }

    public var json: JSON { .string(text) }
    public var description: String { "***" }
    public var debugDescription: String { "***" }
}
