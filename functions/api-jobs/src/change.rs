//! Which cached answers a change makes stale.

use neurmatic_core::ids::{CompanyId, JobId};
use neurmatic_core::words::JobStatus;
use neurmatic_db::jobs::JobRow;
use neurmatic_http::{Invalidation, Tag};

/// What every list of jobs and of companies carries: companies show how many jobs they have.
pub(crate) fn lists() -> Tag {
    Tag::all("jobs")
}

/// What everything of a company carries.
pub(crate) fn of_company(company: CompanyId) -> Tag {
    Tag::of("company", &company.to_string())
}

/// What every list of jobs carries for the names of models in it.
pub(crate) fn model_names() -> Tag {
    Tag::all("model-names")
}

/// The tags that a job's own answer carries: those of the job, and of the names that it shows of models.
pub(crate) fn carried_by(job: &JobRow) -> Vec<Tag> {
    let names = job.models.0.iter().map(|model| Tag::of("model-name", &model.id.to_string()));
    of_job(job.id, job.company_id).into_iter().chain(names).collect()
}

/// The tags of a job itself.
fn of_job(job: JobId, company: CompanyId) -> [Tag; 2] {
    [Tag::of("job", &job.to_string()), of_company(company)]
}

/// What a job's way from one state to another, or a change within one, invalidates, and how thoroughly. What nobody sees
/// but its owner is in no cache.
pub(crate) fn invalidated_by_job(
    job: JobId,
    company: CompanyId,
    before: JobStatus,
    after: JobStatus,
) -> (Invalidation, Vec<Tag>) {
    let is_shown = |status| !matches!(status, JobStatus::Draft | JobStatus::Paused);
    let kind = if after == JobStatus::Active { Invalidation::Soft } else { Invalidation::Hard };
    if !is_shown(before) && !is_shown(after) {
        return (kind, Vec::new());
    }
    let mut tags = of_job(job, company).to_vec();
    tags.push(lists());
    (kind, tags)
}

/// What a change of a company invalidates: its jobs show its name too, and that there was no such company.
pub(crate) fn invalidated_by_company(company: CompanyId) -> Vec<Tag> {
    vec![lists(), of_company(company), Tag::all("companies")]
}
