//! The dashboard in a real browser: Chromium, driven by Playwright, before the whole platform. Without a browser (`cargo dev
//! test` brings one where Node is) a line says that nothing was tested.
//!
//! A scene is a function of a script in `scenes`, which says what somebody does and sees; here is the list of them, a test
//! each, with a platform and a browser of its own.

#[cfg(test)]
mod hands;
#[cfg(test)]
mod play;
#[cfg(test)]
mod stage;

/// A test for each scene, by the names of its script and its function.
macro_rules! scenes {
    ($($script:ident { $($scene:ident)* })*) => {
        $(
            #[cfg(test)]
            mod $script {
                $(
                    #[tokio::test]
                    async fn $scene() {
                        crate::play::play(stringify!($script), stringify!($scene)).await;
                    }
                )*
            }
        )*

        #[cfg(test)]
        const SCENES: &[(&str, &[&str])] = &[$((stringify!($script), &[$(stringify!($scene)),*])),*];
    };
}

scenes! {
    signing_in {
        a_wrong_password_is_told
        who_is_no_administrator_is_told
        a_session_outlives_a_reload
        signing_out_ends_the_session
        a_planted_cookie_takes_the_place_of_none
        the_tokens_are_within_reach_of_no_script
    }
    figures {
        figures_are_those_of_the_interface
        counts_are_those_of_the_traffic
        each_range_asks_for_its_window
        a_chart_is_a_table_as_well
        new_traffic_comes_in_by_itself
        a_long_range_comes_from_cloudwatch
        alerts_are_shown
    }
    invalidating {
        what_was_invalidated_is_read_anew
        a_tag_that_is_none_is_refused
    }
    working {
        a_queue_is_paused_and_goes_on
        the_database_is_checked_on_demand
        an_alert_leads_to_its_runbook
    }
    outages {
        without_redis_the_other_sections_go_on
        without_the_database_live_figures_go_on
        without_cloudwatch_a_long_range_says_so
    }
    safety {
        markup_in_data_is_shown_and_not_run
        what_the_policy_forbids_is_stopped_and_seen
    }
    accessibility {
        nobody_is_shut_out_in_light
        nobody_is_shut_out_in_dark
        a_phone_scrolls_down_only
        the_keyboard_alone_is_enough
    }
    pictures {
        pictures_are_taken
    }
}

#[test]
fn every_scene_of_a_script_is_played() {
    let folder = play::folder().join("scenes");
    let mut written: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .flat_map(|file| {
            let path = file.unwrap().path();
            let script = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let exports = text.lines().filter_map(|line| line.strip_prefix("export async function "));
            let names = exports.map(|rest| format!("{script}::{}", rest.split('(').next().unwrap()));
            names.collect::<Vec<_>>()
        })
        .collect();
    let mut played: Vec<String> = SCENES
        .iter()
        .flat_map(|(script, scenes)| scenes.iter().map(move |scene| format!("{script}::{scene}")))
        .collect();
    written.sort();
    played.sort();
    assert_eq!(written, played, "main.rs lists the scenes of each script");
}
