//! Breaks bytes the way networks, proxies and newer servers do.

use fastrand::Rng;

/// What stands where something else was expected.
const ODD: [&[u8]; 24] = [
    b"null",
    b"true",
    b"0",
    b"-1",
    b"1e999",
    b"9223372036854775808",
    b"0.1",
    b"\"\"",
    b"[]",
    b"{}",
    b"[[]]",
    b"[null]",
    b"{\"_serialized\":null}",
    b"{\"user\":\"1\",\"server\":\"c.us\"}",
    b"\"\\ud800\"",
    b"\"\\u0000\"",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b",",
    b":",
    b"}",
    b"\"",
    b"[[[[[[[[[[[[[[[[",
];

/// These bytes, changed in up to six places; now and then as they are.
pub(crate) fn broken(rng: &mut Rng, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.usize(..7) {
        change(rng, &mut bytes, other);
    }
    bytes.truncate(256 * 1024);
    bytes
}

fn change(rng: &mut Rng, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = rng.usize(..=bytes.len());
    let end = (at + rng.usize(..16)).min(bytes.len());
    match rng.u8(..10) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => bytes.insert(at, rng.u8(..)),
        3 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(..8),
        4 => drop(bytes.splice(at..end, bytes[at..end].repeat(2))),
        5 => {
            let from = rng.usize(..=other.len());
            let to = (from + rng.usize(..200)).min(other.len());
            drop(bytes.splice(at..at, other[from..to].iter().copied()));
        }
        // A value is replaced by one of another kind.
        _ => {
            let odd = ODD[rng.usize(..ODD.len())];
            let (start, end) = value_near(bytes, at).unwrap_or((at, at));
            drop(bytes.splice(start..end, odd.iter().copied()));
        }
    }
}

/// A simple value of a JSON text at or after this place.
fn value_near(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let colon = at + bytes.get(at..)?.iter().position(|byte| *byte == b':')?;
    let start = colon + 1;
    let rest = bytes.get(start..)?;
    let length = match rest.first()? {
        b'"' => rest.iter().skip(1).position(|byte| *byte == b'"')? + 2,
        b'{' | b'[' => 1,
        _ => rest.iter().position(|byte| b",}]".contains(byte))?,
    };
    Some((start, start + length))
}
