//! Uploaded pictures: where in the bucket they lie, how large they may be, and by what their bytes show what they are.

use crate::ids::MediaId;
use crate::words::{ImageType, MediaKind};

/// The largest picture, in bytes: 5 MiB.
pub const SIZE_BYTES_MAX: i32 = 5 * 1024 * 1024;

/// So many of the first bytes show what a picture is.
pub const FIRST_BYTES: usize = 64;

/// Where everybody reads, through the edge.
const PUBLIC: &str = "media/";

/// Where uploads arrive, which nobody but the platform reads.
const UPLOADS: &str = "uploads/";

/// The name of a picture in the bucket, once it was looked at. `/` and it is the path at the edge.
#[must_use]
pub fn key(kind: MediaKind, id: MediaId, image: ImageType) -> String {
    format!("{PUBLIC}{}/{id}.{}", kind.folder(), image.extension())
}

/// The name under which the same picture arrives.
#[must_use]
pub fn upload_key(key: &str) -> String {
    format!("{UPLOADS}{key}")
}

/// Whether everybody reads what has this name.
#[must_use]
pub fn is_public(name: &str) -> bool {
    name.starts_with(PUBLIC)
}

/// What a picture is, by its [`FIRST_BYTES`]; `None` for anything else, such as SVG, which may hold scripts.
#[must_use]
pub fn image_of(first: &[u8]) -> Option<ImageType> {
    let begins = |with: &[u8]| first.starts_with(with);
    if begins(b"\x89PNG\r\n\x1a\n") {
        Some(ImageType::Png)
    } else if begins(b"\xff\xd8\xff") {
        Some(ImageType::Jpeg)
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        Some(ImageType::Gif)
    } else if begins(b"RIFF") && first.get(8..12) == Some(b"WEBP") {
        Some(ImageType::Webp)
    } else if is_avif(first) {
        Some(ImageType::Avif)
    } else {
        None
    }
}

/// AVIF begins with a box `ftyp`, of a length that it says itself, which names `avif` or `avis` (several pictures) among
/// the brands: the first is the file's own, the second a version, the others what else can be read of it.
fn is_avif(first: &[u8]) -> bool {
    let Some((length, rest)) = first.split_first_chunk::<4>() else { return false };
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    let Some(brands) = rest.strip_prefix(b"ftyp") else { return false };
    let brands = brands.get(..length.saturating_sub(8)).unwrap_or(brands);
    let is_brand = |(place, word): (usize, &[u8])| place != 1 && matches!(word, b"avif" | b"avis");
    brands.chunks_exact(4).enumerate().any(is_brand)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        let pictures: [(&[u8], Option<ImageType>); 8] = [
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some(ImageType::Png)),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some(ImageType::Jpeg)),
            (b"GIF89a\x01\0\x01\0", Some(ImageType::Gif)),
            (b"GIF87a\x01\0\x01\0", Some(ImageType::Gif)),
            (b"RIFF\x24\0\0\0WEBPVP8 ", Some(ImageType::Webp)),
            (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", Some(ImageType::Avif)),
            (b"\0\0\0\x1cftypmif1\0\0\0\0miafavifmif1", Some(ImageType::Avif)),
            (b"\0\0\0\x20ftypavis\0\0\0\0avifavismsf1iso8", Some(ImageType::Avif)),
        ];
        for (first, image) in pictures {
            assert_eq!(image_of(first), image, "{first:?}");
        }
    }

    #[test]
    fn anything_else_is_no_picture() {
        let others: [&[u8]; 11] = [
            b"",
            b"\x89PN",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\">",
            b"<?xml version=\"1.0\"?><svg>",
            b"<html><script>",
            b"RIFF\x24\0\0\0WAVEfmt ",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
            // A version that looks like a brand, and a brand behind the end of the box.
            b"\0\0\0\x14ftypmp42avifisom",
            b"\0\0\0\x14ftypmp42\0\0\0\0isomavif",
            b"\0\0\0\x1cavif",
            b"%PDF-1.7",
        ];
        for first in others {
            assert_eq!(image_of(first), None, "{first:?}");
        }
    }

    #[test]
    fn what_arrives_lies_where_nobody_reads_until_it_was_looked_at() {
        let id: MediaId = "0198c0de-0000-7000-8000-000000000001".parse().unwrap();
        let key = key(MediaKind::Avatar, id, ImageType::Jpeg);
        assert_eq!(key, "media/avatars/0198c0de-0000-7000-8000-000000000001.jpg");
        assert_eq!(upload_key(&key), format!("uploads/{key}"));
        assert!(is_public(&key) && !is_public(&upload_key(&key)));
    }
}
