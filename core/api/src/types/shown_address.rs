use std::fmt;

/// An address as it may be printed: whom it leads to, without what may be a secret in it (user, password, path, query).
pub struct ShownAddress<'a>(pub &'a str);

impl fmt::Debug for ShownAddress<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((scheme, rest)) = self.0.split_once("://") else { return formatter.write_str("***") };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, behind) = rest.split_at(end);
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        formatter.write_str(scheme)?;
        formatter.write_str("://")?;
        formatter.write_str(host)?;
        formatter.write_str(if behind.len() > 1 { "/***" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whom_it_leads_to_is_shown() {
        for (address, shown) in [
            ("http://10.0.0.5:8080/hooks/token", "http://10.0.0.5:8080/***"),
            ("https://user:pass@bot.example/hooks?key=1", "https://bot.example/***"),
            ("https://bot.example?key=1", "https://bot.example/***"),
            ("http://bot.example/", "http://bot.example"),
            ("a token alone", "***"),
        ] {
            assert_eq!(format!("{:?}", ShownAddress(address)), shown);
        }
    }
}
