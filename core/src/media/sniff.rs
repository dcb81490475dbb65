//! The media type of a file, from its content and its name.

/// Bytes of the beginning that are looked at.
pub(super) const HEAD: usize = 8192;

const UNKNOWN: &str = "application/octet-stream";

/// The media type: what was declared, what the content shows, what the name says.
pub(super) fn media_type(declared: Option<&str>, head: &[u8], filename: Option<&str>) -> String {
    if let Some(declared) = declared.filter(|declared| *declared != UNKNOWN) {
        return declared.to_owned();
    }
    let named = filename.and_then(|name| mime_guess::from_path(name).first_raw());
    let seen = infer::get(head).map(|kind| kind.mime_type());
    match (seen, named) {
        // Office documents are containers: the name knows more.
        (Some("application/zip" | "application/x-ole-storage"), Some(named)) => named.to_owned(),
        (Some(seen), _) => seen.to_owned(),
        (None, Some(named)) => named.to_owned(),
        (None, None) => UNKNOWN.to_owned(),
    }
}

/// The file's name without folders and characters that break a header, with an extension that fits.
pub(super) fn filename(given: Option<&str>, media_type: &str) -> String {
    let name: String = given
        .and_then(|name| name.rsplit(['/', '\\']).next())
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control() && *c != '"')
        .collect();
    let name = if name.trim().is_empty() { "file".to_owned() } else { name };
    if name.rsplit_once('.').is_some_and(|(_, extension)| !extension.is_empty()) {
        return name;
    }
    match extension(media_type) {
        Some(extension) => format!("{name}.{extension}"),
        None => name,
    }
}

fn extension(media_type: &str) -> Option<&'static str> {
    match media_type {
        // The first of the list is an odd one for these.
        "image/jpeg" => Some("jpg"),
        "text/plain" => Some("txt"),
        "video/mp4" => Some("mp4"),
        "audio/mpeg" => Some("mp3"),
        UNKNOWN => None,
        other => mime_guess::get_mime_extensions_str(other).and_then(|all| all.first().copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn content_wins_over_the_name_and_a_declaration_over_both() {
        assert_eq!(media_type(None, PNG, Some("photo.jpg")), "image/png");
        assert_eq!(media_type(None, b"hello", Some("notes.txt")), "text/plain");
        assert_eq!(media_type(Some("audio/ogg"), PNG, None), "audio/ogg");
        assert_eq!(media_type(Some("application/octet-stream"), PNG, None), "image/png");
        assert_eq!(media_type(None, b"hello", None), "application/octet-stream");
        let zip = b"PK\x03\x04\x14\0\0\0\0\0";
        assert!(media_type(None, zip, Some("offer.docx")).contains("wordprocessingml"));
    }

    #[test]
    fn names_lose_folders_and_gain_an_extension() {
        assert_eq!(filename(Some("/home/me/photo.png"), "image/png"), "photo.png");
        assert_eq!(filename(Some(r"C:\me\photo.png"), "image/png"), "photo.png");
        assert_eq!(filename(Some("photo"), "image/jpeg"), "photo.jpg");
        assert_eq!(filename(None, "application/pdf"), "file.pdf");
        assert_eq!(filename(Some("a\"\r\nb.txt"), "text/plain"), "ab.txt");
        assert_eq!(filename(Some("blob"), "application/octet-stream"), "blob");
    }
}
