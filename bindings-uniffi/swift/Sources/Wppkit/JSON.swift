import Foundation

/// Any JSON value.
public indirect enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// The member of an object with this name.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// Reads JSON text.
    public init(text: String) throws {
        self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }

    /// The value as JSON text.
    public func text() throws -> String {
        String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
    }

    /// An object of these members and the extra ones; what is nil is left out.
    static func members(_ members: [(String, JSON?)], _ extra: [String: JSON]) -> JSON {
        var all = extra
        for (name, value) in members where value != nil { all[name] = value }
        return .object(all)
    }
}

extension JSON: Codable {
    public init(from decoder: Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([JSON].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    public func encode(to encoder: Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let bool): try value.encode(bool)
        case .integer(let integer): try value.encode(integer)
        case .number(let number): try value.encode(number)
        case .string(let string): try value.encode(string)
        case .array(let array): try value.encode(array)
        case .object(let members): try value.encode(members)
        }
    }
}

/// JSON that is not what it should be.
public struct MisshapenJSON: Error, CustomStringConvertible {
    public let description: String

    init(_ place: String, _ problem: String) {
        description = "\(place): \(problem)"
    }
}

/// Something that is read from JSON and written as JSON.
public protocol JSONConvertible {
    init(json: JSON) throws
    var json: JSON { get }
}

/// What the server, or a helper, says.
public protocol Payload: JSONConvertible, Sendable, Hashable {}

extension JSON: JSONConvertible {
    public init(json: JSON) { self = json }
    public var json: JSON { self }
}

extension Bool: JSONConvertible {
    public init(json: JSON) throws {
        guard case .bool(let value) = json else { throw MisshapenJSON("value", "is not true or false") }
        self = value
    }

    public var json: JSON { .bool(self) }
}

extension Int: JSONConvertible {
    public init(json: JSON) throws {
        switch json {
        case .integer(let value): self = value
        // JSON has one kind of number: 3.0 is whole, too.
        case .number(let value) where Int(exactly: value) != nil: self = Int(value)
        default: throw MisshapenJSON("value", "is not a whole number")
        }
    }

    public var json: JSON { .integer(self) }
}

extension Double: JSONConvertible {
    public init(json: JSON) throws {
        switch json {
        case .integer(let value): self = Double(value)
        case .number(let value): self = value
        default: throw MisshapenJSON("value", "is not a number")
        }
    }

    public var json: JSON { .number(self) }
}

extension String: JSONConvertible {
    public init(json: JSON) throws {
        guard case .string(let value) = json else { throw MisshapenJSON("value", "is not a text") }
        self = value
    }

    public var json: JSON { .string(self) }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    public init(json: JSON) throws {
        guard case .array(let items) = json else { throw MisshapenJSON("value", "is not a list") }
        self = try items.map { try Element(json: $0) }
    }

    public var json: JSON { .array(map(\.json)) }
}

extension Dictionary: JSONConvertible where Key == String, Value: JSONConvertible {
    public init(json: JSON) throws {
        guard case .object(let members) = json else { throw MisshapenJSON("value", "is not an object") }
        self = try members.mapValues { try Value(json: $0) }
    }

    public var json: JSON { .object(mapValues(\.json)) }
}

extension Optional: JSONConvertible where Wrapped: JSONConvertible {
    /// Null is nil, and so is the `false` with which the server says "none" of what is no flag.
    public init(json: JSON) throws {
        if json == .null || (json == .bool(false) && Wrapped.self != Bool.self && Wrapped.self != JSON.self) {
            self = nil
        } else {
            self = try Wrapped(json: json)
        }
    }

    public var json: JSON { self.map { $0.json } ?? .null }
}

extension RawRepresentable where RawValue == String, Self: JSONConvertible {
    public init(json: JSON) throws {
        let text = try String(json: json)
        guard let value = Self(rawValue: text) else {
            throw MisshapenJSON("value", "is \"\(text)\", which is no \(Self.self)")
        }
        self = value
    }

    public var json: JSON { .string(rawValue) }
}

/// The members of an object.
struct Fields {
    private let members: [String: JSON]

    init(_ json: JSON, of type: String) throws {
        guard case .object(let members) = json else { throw MisshapenJSON(type, "is not an object") }
        self.members = members
    }

    func required<T: JSONConvertible>(_ name: String) throws -> T {
        guard let json = members[name] else { throw MisshapenJSON(name, "is missing") }
        return try at(name) { try T(json: json) }
    }

    func optional<T: JSONConvertible>(_ name: String) throws -> T? {
        guard let json = members[name] else { return nil }
        return try at(name) { try T?(json: json) }
    }

    /// The members that no property holds.
    func rest(without known: Set<String>) -> [String: JSON] {
        members.filter { !known.contains($0.key) }
    }

    private func at<T>(_ name: String, _ read: () throws -> T) throws -> T {
        do {
            return try read()
        } catch let error as MisshapenJSON {
            throw MisshapenJSON(name, error.description)
        }
    }
}

/// The object as text, without the values of these members.
func hiding(_ type: String, _ json: JSON, _ hidden: Set<String>) -> String {
    guard case .object(let members) = json else { return type }
    let shown = members.sorted { $0.key < $1.key }.map { "\($0.key): \(hidden.contains($0.key) ? "***" : "\($0.value)")" }
    return "\(type)(\(shown.joined(separator: ", ")))"
}
