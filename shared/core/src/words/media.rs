//! What there is to say of uploaded files.

use std::fmt;
use std::str::FromStr;

use postgres_types::private::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UnknownWord;

words! {
    /// What a picture is for.
    MediaKind {
        /// For an article.
        Article = "article",
        /// Of a user.
        Avatar = "avatar",
        /// Of a company: its logo.
        Company = "company",
        /// For a profile: what its user has made.
        Portfolio = "portfolio",
    }

    /// How a picture is written. Nothing that could hold a script is among them.
    ImageType {
        /// PNG.
        Png = "image/png",
        /// JPEG.
        Jpeg = "image/jpeg",
        /// GIF.
        Gif = "image/gif",
        /// WebP.
        Webp = "image/webp",
        /// AVIF.
        Avif = "image/avif",
    }

    /// Whether a file is where others can see it.
    MediaState {
        /// It was not looked at yet, or has not arrived.
        Pending = "pending",
        /// It is what it was said to be, and public.
        Ready = "ready",
    }
}

impl MediaKind {
    /// The folder of such files, below `/media/`.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Article => "articles",
            Self::Avatar => "avatars",
            Self::Company => "companies",
            Self::Portfolio => "portfolio",
        }
    }
}

impl ImageType {
    /// How names of such files end, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Avif => "avif",
        }
    }
}
