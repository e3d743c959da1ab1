//! The jobs area: adverts and companies, their owners' writes, applications, saved jobs, alerts and matches. Ending jobs
//! whose time is over is a task, not a request.

mod access;
mod alerts;
mod applications;
mod apply;
mod change;
mod companies;
mod company_editing;
mod company_input;
mod company_out;
mod editing;
mod get;
mod input;
mod list;
mod matches;
mod out;
mod save;

use neurmatic_cache_policy as policy;
use neurmatic_http::{Routes, Services, company, public, user};
use neurmatic_rate_limit::policies::{
    APPLICATION_EDIT, APPLICATIONS, APPLY, JOB_EDIT, MATCH, READ, SAVE_JOB,
};

pub use company_out::{CompaniesOut, CompanyCard, CompanyOut};
pub use out::{JobOut, SkillOut};

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    let read = |summary| public(summary).limits(&[&READ]);
    let write = |summary| company(summary).limits(&[&JOB_EDIT]);
    let applications = |summary| user(summary).limits(&[&APPLICATIONS]);
    let keep = |summary| user(summary).limits(&[&SAVE_JOB]);
    Routes::new()
        .get("jobs.list", "/jobs", list::list_jobs, read("Jobs that are open; with q the best matches first").cached(&policy::JOB_LIST))
        .get("jobs.matches", "/jobs/matches", matches::list_matches, user("Open jobs that suit the caller, with the reasons").limits(&[&MATCH]))
        .get("alerts.list", "/jobs/alerts", alerts::list_alerts, user("The caller's alerts, the newest first"))
        .post("alerts.create", "/jobs/alerts", alerts::create_alert, keep("Adds an alert; ten are the most"))
        .get("alerts.get", "/jobs/alerts/{id}", alerts::get_alert, user("One of the caller's alerts"))
        .patch("alerts.edit", "/jobs/alerts/{id}", alerts::edit_alert, keep("Changes an alert; what is left out stays"))
        .delete("alerts.delete", "/jobs/alerts/{id}", alerts::delete_alert, keep("Removes an alert"))
        .get("jobs.get", "/jobs/{id}", get::get_job, read("One job, by its id or its slug").cached(&policy::JOB))
        .post("jobs.create", "/jobs", editing::create_job, write("Begins a job of the caller's company"))
        .patch("jobs.edit", "/jobs/{id}", editing::edit_job, write("Changes a job; what is left out stays"))
        .delete("jobs.delete", "/jobs/{id}", editing::delete_job, write("Closes a job, or removes one that is a draft"))
        .put("jobs.save", "/jobs/{id}/save", save::save_job, keep("Saves a job, or changes the note"))
        .delete("jobs.unsave", "/jobs/{id}/save", save::unsave_job, keep("Forgets a saved job"))
        .post("applications.create", "/jobs/{id}/applications", apply::apply, user("Applies to a job").limits(&[&APPLY]))
        .get("applications.list", "/jobs/{id}/applications", applications::list_applications, company("Applications to a job of the caller's company").limits(&[&APPLICATIONS]))
        .get("applications.get", "/applications/{id}", applications::get_application, applications("One application, for its applicant and the company's owner"))
        .patch("applications.edit", "/applications/{id}", applications::edit_application, user("Moves an application, or withdraws it").limits(&[&APPLICATION_EDIT]))
        .get("companies.list", "/companies", companies::list_companies, read("Companies; with q the best matches first").cached(&policy::COMPANY_LIST))
        .get("companies.get", "/companies/{id}", companies::get_company, read("One company, by its slug or its id").cached(&policy::COMPANY))
        .get("companies.jobs", "/companies/{id}/jobs", list::list_company_jobs, read("A company's jobs, the newest first").cached(&policy::COMPANY_JOBS))
        .post("companies.create", "/companies", company_editing::create_company, write("Adds the caller's company"))
        .patch("companies.edit", "/companies/{id}", company_editing::edit_company, write("Changes a company; what is left out stays"))
}
