//! The other side of `glue.js`: what is asked of the host.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::Env;
use worker::js_sys::Promise;
use worker::web_sys::{Request, Response};

/// What the host throws. Nothing of it may go past Rust: a request whose task it ends is never answered.
pub(crate) type Thrown = JsValue;

#[wasm_bindgen(raw_module = "./glue.js")]
extern "C" {
    pub(crate) fn start(every_answer: &str, public_answers: &str, stored: &str, for_caches: &str);
    pub(crate) fn setting(env: &Env, name: &str) -> Option<String>;
    #[wasm_bindgen(js_name = isLimited)]
    pub(crate) fn is_limited(env: &Env) -> bool;
    #[wasm_bindgen(js_name = mayAsk)]
    pub(crate) fn may_ask(env: &Env, key: &str) -> Promise;
    #[wasm_bindgen(catch, js_name = facts)]
    fn write_facts(request: &Request, room: &mut [u8]) -> Result<usize, Thrown>;
    pub(crate) fn pass(request: &Request, told: &str, began_ms: f64) -> Promise;
    pub(crate) fn ask(method: &str, url: &str, lines: &str, cf: Option<&str>) -> Promise;
    pub(crate) fn look(url: &str, encoding: &str, word: &str) -> Promise;
    pub(crate) fn keep(url: &str, encoding: &str, response: &Response) -> Promise;
    pub(crate) fn end(url: &str, encoding: &str, word: &str) -> Promise;
    #[wasm_bindgen(catch)]
    pub(crate) fn told(response: &Response) -> Result<String, Thrown>;
    #[wasm_bindgen(catch)]
    pub(crate) fn etag(response: &Response) -> Result<String, Thrown>;
    #[wasm_bindgen(catch, js_name = came)]
    fn write_came(response: &Response, room: &mut [u8]) -> Result<usize, Thrown>;
    #[wasm_bindgen(catch)]
    pub(crate) fn clean(response: &Response, lines: &str) -> Result<Response, Thrown>;
    #[wasm_bindgen(catch)]
    pub(crate) fn bare(response: &Response, status: Option<u16>) -> Result<Response, Thrown>;
    #[wasm_bindgen(catch)]
    pub(crate) fn answer(status: u16, body: &str, lines: &str) -> Result<Response, Thrown>;
    #[wasm_bindgen(catch)]
    pub(crate) fn finish(response: &Response, lines: &str, is_public: bool) -> Result<Response, Thrown>;
}

/// Room for most texts, in bytes; for a longer one there is [`ROOM_BYTES_MAX`].
const ROOM_BYTES: usize = 4 * 1024;

/// Room for the longest: hosts take heads of up to 128 KiB, and every byte may need two.
const ROOM_BYTES_MAX: usize = 512 * 1024;

/// What is known of a request: see [`Seen::read`](crate::seen::Seen::read).
pub(crate) fn facts(request: &Request) -> Result<String, Thrown> {
    written(|room| write_facts(request, room))
}

/// What is known of a response: see [`Came::of`](crate::shared::Came::of).
pub(crate) fn came(response: &Response) -> Result<String, Thrown> {
    written(|room| write_came(response, room))
}

fn written(write: impl Fn(&mut [u8]) -> Result<usize, Thrown>) -> Result<String, Thrown> {
    for bytes in [ROOM_BYTES, ROOM_BYTES_MAX] {
        let mut room = vec![0; bytes];
        let length = write(&mut room)?;
        if length > 0 {
            room.truncate(length);
            return String::from_utf8(room).map_err(|error| Thrown::from(error.to_string()));
        }
    }
    Err(Thrown::from("the head is too long"))
}
