//! Settings that administrators change at run time: every one, as it is while nobody has set it.

use neurmatic_core::settings::ALL;

use super::{Area, Table};
use crate::copy::Rows;
use crate::world::World;

pub(super) const AREA: Area = Area {
    tables: &[Table {
        name: "platform_settings",
        columns: "key, value, category, type, description, is_public, created_at, updated_at",
        units: |_| ALL.len() as u64,
        write,
    }],
    ..Area::EMPTY
};

fn write(world: &World, index: u64, rows: &mut Rows) {
    if let Some(setting) = ALL.get(index as usize) {
        let (value, at) = (setting.default().to_string(), world.beginning());
        rows.add(&[
            &setting.key,
            &value.as_str(),
            &setting.category(),
            &setting.type_name(),
            &setting.description,
            &setting.is_public,
            &at,
            &at,
        ]);
    }
}
