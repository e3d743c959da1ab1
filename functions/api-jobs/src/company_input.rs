//! What owners send of companies.

use jiff::Timestamp;
use neurmatic_core::rules::is_slug;
use neurmatic_core::words::CompanySize;
use neurmatic_db::companies::FieldsRow;
use neurmatic_http::{Faults, Input, given};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::input::check_words;

/// A new company.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CompanyIn {
    /// 2 to 200 characters.
    pub(crate) name: String,
    /// 3 to 255 of a-z, 0-9 and inner hyphens; made from the name when left out.
    pub(crate) slug: Option<String>,
    /// Its website.
    pub(crate) website: Option<String>,
    /// At most 5000 characters.
    pub(crate) description: Option<String>,
    /// Its logo.
    pub(crate) logo_url: Option<String>,
    /// A picture for the top of its page.
    pub(crate) header_image_url: Option<String>,
    /// At most 100 characters.
    pub(crate) industry: Option<String>,
    /// How many work there.
    pub(crate) size: Option<CompanySize>,
    /// Its place, at most 100 characters.
    pub(crate) location: Option<String>,
    /// Its other places, at most 10.
    #[serde(default)]
    pub(crate) locations: Vec<String>,
    /// From 1800 to this year.
    pub(crate) founded_year: Option<i32>,
    /// At most 2000 characters.
    pub(crate) mission: Option<String>,
    /// What it offers, at most 20.
    #[serde(default)]
    pub(crate) benefits: Vec<String>,
    /// At most 3000 characters.
    pub(crate) culture_description: Option<String>,
    /// What it works with, at most 50.
    #[serde(default)]
    pub(crate) tech_stack: Vec<String>,
    /// Its page at LinkedIn.
    pub(crate) linkedin_url: Option<String>,
    /// Its page at Twitter.
    pub(crate) twitter_url: Option<String>,
    /// Its page at GitHub.
    pub(crate) github_url: Option<String>,
}

/// A change of a company; what is left out stays, what is null is emptied.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct CompanyPatch {
    /// 2 to 200 characters.
    pub(crate) name: Option<String>,
    /// Its website.
    #[serde(deserialize_with = "given")]
    pub(crate) website: Option<Option<String>>,
    /// At most 5000 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) description: Option<Option<String>>,
    /// Its logo.
    #[serde(deserialize_with = "given")]
    pub(crate) logo_url: Option<Option<String>>,
    /// A picture for the top of its page.
    #[serde(deserialize_with = "given")]
    pub(crate) header_image_url: Option<Option<String>>,
    /// At most 100 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) industry: Option<Option<String>>,
    /// How many work there.
    #[serde(deserialize_with = "given")]
    pub(crate) size: Option<Option<CompanySize>>,
    /// Its place, at most 100 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) location: Option<Option<String>>,
    /// All its other places, at most 10.
    pub(crate) locations: Option<Vec<String>>,
    /// From 1800 to this year.
    #[serde(deserialize_with = "given")]
    pub(crate) founded_year: Option<Option<i32>>,
    /// At most 2000 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) mission: Option<Option<String>>,
    /// All that it offers, at most 20.
    pub(crate) benefits: Option<Vec<String>>,
    /// At most 3000 characters.
    #[serde(deserialize_with = "given")]
    pub(crate) culture_description: Option<Option<String>>,
    /// All that it works with, at most 50.
    pub(crate) tech_stack: Option<Vec<String>>,
    /// Its page at LinkedIn.
    #[serde(deserialize_with = "given")]
    pub(crate) linkedin_url: Option<Option<String>>,
    /// Its page at Twitter.
    #[serde(deserialize_with = "given")]
    pub(crate) twitter_url: Option<Option<String>>,
    /// Its page at GitHub.
    #[serde(deserialize_with = "given")]
    pub(crate) github_url: Option<Option<String>>,
    /// Whether it was checked; for moderators only.
    pub(crate) is_verified: Option<bool>,
}

impl Input for CompanyIn {
    fn check(&self, faults: &mut Faults) {
        faults.length("/name", &self.name, 2..=200);
        if self.slug.as_deref().is_some_and(|slug| !is_slug(slug)) {
            faults.add("/slug", "invalid", "must be 3 to 255 of a-z, 0-9 and single inner hyphens");
        }
        Rest {
            addresses: [
                ("/website", self.website.as_deref(), 255),
                ("/logoUrl", self.logo_url.as_deref(), 500),
                ("/headerImageUrl", self.header_image_url.as_deref(), 500),
                ("/linkedinUrl", self.linkedin_url.as_deref(), 255),
                ("/twitterUrl", self.twitter_url.as_deref(), 255),
                ("/githubUrl", self.github_url.as_deref(), 255),
            ],
            texts: [
                ("/description", self.description.as_deref(), 5000),
                ("/industry", self.industry.as_deref(), 100),
                ("/location", self.location.as_deref(), 100),
                ("/mission", self.mission.as_deref(), 2000),
                ("/cultureDescription", self.culture_description.as_deref(), 3000),
            ],
            lists: [
                ("/locations", &self.locations, 10),
                ("/benefits", &self.benefits, 20),
                ("/techStack", &self.tech_stack, 50),
            ],
            founded_year: self.founded_year,
        }
        .check(faults);
    }
}

impl Input for CompanyPatch {
    fn check(&self, faults: &mut Faults) {
        fn text(field: &Option<Option<String>>) -> Option<&str> {
            field.as_ref().and_then(Option::as_deref)
        }
        faults.length_if("/name", self.name.as_deref(), 2..=200);
        Rest {
            addresses: [
                ("/website", text(&self.website), 255),
                ("/logoUrl", text(&self.logo_url), 500),
                ("/headerImageUrl", text(&self.header_image_url), 500),
                ("/linkedinUrl", text(&self.linkedin_url), 255),
                ("/twitterUrl", text(&self.twitter_url), 255),
                ("/githubUrl", text(&self.github_url), 255),
            ],
            texts: [
                ("/description", text(&self.description), 5000),
                ("/industry", text(&self.industry), 100),
                ("/location", text(&self.location), 100),
                ("/mission", text(&self.mission), 2000),
                ("/cultureDescription", text(&self.culture_description), 3000),
            ],
            lists: [
                ("/locations", self.locations.as_deref().unwrap_or_default(), 10),
                ("/benefits", self.benefits.as_deref().unwrap_or_default(), 20),
                ("/techStack", self.tech_stack.as_deref().unwrap_or_default(), 50),
            ],
            founded_year: self.founded_year.flatten(),
        }
        .check(faults);
    }
}

/// What a new company and a change have in common: pointer, value and the most that it may hold.
struct Rest<'a> {
    addresses: [(&'static str, Option<&'a str>, usize); 6],
    texts: [(&'static str, Option<&'a str>, usize); 5],
    lists: [(&'static str, &'a [String], usize); 3],
    founded_year: Option<i32>,
}

impl Rest<'_> {
    fn check(&self, faults: &mut Faults) {
        for (pointer, address, max) in self.addresses {
            faults.web_address(pointer, address, max);
        }
        for (pointer, text, max) in self.texts {
            faults.length_if(pointer, text, 1..=max);
        }
        for (pointer, words, max) in self.lists {
            check_words(faults, pointer, words, max, 100);
        }
        let this_year = i32::from(Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).year());
        if self.founded_year.is_some_and(|year| !(1800..=this_year).contains(&year)) {
            faults.add("/foundedYear", "out_of_range", format!("must be 1800 to {this_year}"));
        }
    }
}

impl From<CompanyIn> for FieldsRow {
    fn from(input: CompanyIn) -> Self {
        Self {
            name: input.name,
            website: input.website,
            description: input.description,
            logo_url: input.logo_url,
            header_image_url: input.header_image_url,
            industry: input.industry,
            company_size: input.size,
            location: input.location,
            locations: input.locations,
            founded_year: input.founded_year,
            mission: input.mission,
            benefits: input.benefits,
            culture_description: input.culture_description,
            tech_stack: input.tech_stack,
            linkedin_url: input.linkedin_url,
            twitter_url: input.twitter_url,
            github_url: input.github_url,
            is_verified: false,
        }
    }
}

impl CompanyPatch {
    /// The company as it was, with what is given in place of that.
    pub(crate) fn applied_to(self, before: FieldsRow) -> FieldsRow {
        FieldsRow {
            name: self.name.unwrap_or(before.name),
            website: self.website.unwrap_or(before.website),
            description: self.description.unwrap_or(before.description),
            logo_url: self.logo_url.unwrap_or(before.logo_url),
            header_image_url: self.header_image_url.unwrap_or(before.header_image_url),
            industry: self.industry.unwrap_or(before.industry),
            company_size: self.size.unwrap_or(before.company_size),
            location: self.location.unwrap_or(before.location),
            locations: self.locations.unwrap_or(before.locations),
            founded_year: self.founded_year.unwrap_or(before.founded_year),
            mission: self.mission.unwrap_or(before.mission),
            benefits: self.benefits.unwrap_or(before.benefits),
            culture_description: self.culture_description.unwrap_or(before.culture_description),
            tech_stack: self.tech_stack.unwrap_or(before.tech_stack),
            linkedin_url: self.linkedin_url.unwrap_or(before.linkedin_url),
            twitter_url: self.twitter_url.unwrap_or(before.twitter_url),
            github_url: self.github_url.unwrap_or(before.github_url),
            is_verified: self.is_verified.unwrap_or(before.is_verified),
        }
    }
}
