//! A real browser: Debian's chromium, headless, driven by the `DevTools` protocol over a pipe. One for all tests of a
//! run, each with its own profile. It ends with the process that started it.

use super::debian;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

/// Chromium reads commands from file descriptor 3 and writes to 4, and ends when 3 is closed. Its profile is then
/// deleted.
const SCRIPT: &str = r#"
home=$(mktemp -d)
"$0" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking \
    --disable-component-update --remote-debugging-pipe --user-data-dir="$home" about:blank 3<&0 4>&1 >/dev/null 2>&1 </dev/null
rm -rf "$home"
"#;

/// How long an element may take to appear, on busy machines too.
pub const PATIENCE: Duration = Duration::from_mins(3);

/// Counts what the page's policy refuses and the errors in its script.
const FAULTS: &str = "window.faults = [];
addEventListener('securitypolicyviolation', (event) => faults.push(event.violatedDirective + ' ' + event.blockedURI));
addEventListener('error', (event) => faults.push(String(event.message)));
addEventListener('unhandledrejection', (event) => faults.push(String(event.reason)));
window.alert = (text) => faults.push('alert ' + text);";

/// The browser.
struct Browser {
    commands: Mutex<ChildStdin>,
    waiting: Arc<Mutex<HashMap<u64, Sender<Value>>>>,
    next: AtomicU64,
}

/// A page in it.
pub struct Tab {
    session: String,
    target: String,
}

fn browser() -> &'static Browser {
    static BROWSER: OnceLock<Browser> = OnceLock::new();
    BROWSER.get_or_init(|| {
        let program = debian::program("chromium", "chromium");
        let mut child = Command::new("sh")
            .args(["-c", SCRIPT])
            .arg(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let waiting = Arc::<Mutex<HashMap<u64, Sender<Value>>>>::default();
        let (answers, readers) = (BufReader::new(child.stdout.take().unwrap()), Arc::clone(&waiting));
        let commands = Mutex::new(child.stdin.take().unwrap());
        thread::spawn(move || {
            for answer in answers.split(0).map_while(Result::ok) {
                let answer = serde_json::from_slice::<Value>(&answer).unwrap();
                let reader = answer["id"]
                    .as_u64()
                    .and_then(|id| readers.lock().unwrap().remove(&id));
                if let Some(reader) = reader {
                    let _ = reader.send(answer);
                }
            }
            // Tells waiting calls that the browser has ended.
            readers.lock().unwrap().clear();
            let _ = child.wait();
        });
        Browser {
            commands,
            waiting,
            next: AtomicU64::new(1),
        }
    })
}

impl Browser {
    fn call(&self, session: Option<&str>, method: &str, parameters: &Value) -> Value {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mut message = json!({"id": id, "method": method, "params": parameters});
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let (sender, answer) = channel();
        self.waiting.lock().unwrap().insert(id, sender);
        let mut commands = self.commands.lock().unwrap();
        commands.write_all(format!("{message}\0").as_bytes()).unwrap();
        commands.flush().unwrap();
        drop(commands);
        let answer = answer.recv_timeout(PATIENCE);
        let answer = answer.unwrap_or_else(|error| panic!("chromium does not answer {method}: {error}"));
        // What is asked of a page that is being left has no answer.
        let is_left = answer["error"]["code"] == -32000 && method == "Runtime.evaluate";
        assert!(answer["error"].is_null() || is_left, "{method}: {answer}");
        answer["result"].clone()
    }
}

impl Tab {
    /// An empty page with its own cookies.
    pub fn new() -> Self {
        let browser = browser();
        let context = browser.call(
            None,
            "Target.createBrowserContext",
            &json!({"disposeOnDetach": true}),
        );
        let id = &context["browserContextId"];
        let page = json!({"url": "about:blank", "browserContextId": id});
        let target = browser.call(None, "Target.createTarget", &page)["targetId"].clone();
        let attached = json!({"targetId": target, "flatten": true});
        let attached = browser.call(None, "Target.attachToTarget", &attached);
        let tab = Self {
            session: attached["sessionId"].as_str().unwrap().to_owned(),
            target: target.as_str().unwrap().to_owned(),
        };
        tab.call("Page.enable", &json!({}));
        tab.call(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({"source": FAULTS}),
        );
        tab
    }

    /// Calls a method of the protocol.
    pub fn call(&self, method: &str, parameters: &Value) -> Value {
        browser().call(Some(&self.session), method, parameters)
    }

    /// Opens an address.
    pub fn open(&self, url: &str) {
        self.call("Page.navigate", &json!({"url": url}));
    }

    /// The value of an expression on the page; null while a page is loading.
    pub fn value(&self, script: &str) -> Value {
        let asked = json!({"expression": script, "awaitPromise": true, "returnByValue": true});
        self.call("Runtime.evaluate", &asked)["result"]["value"].clone()
    }

    /// The text of the page.
    pub fn text(&self) -> String {
        let text = self.value("document.body?.innerText");
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true. Returns the text of the page.
    pub fn until(&self, script: &str) -> String {
        let began = Instant::now();
        while self.value(&format!("Boolean({script})")) != true {
            let text = self.text();
            let url = self.value("location.href");
            assert!(
                began.elapsed() < PATIENCE,
                "never became true: {script}\n{url}\n{text}"
            );
            thread::sleep(Duration::from_millis(30));
        }
        self.text()
    }

    /// Waits until the page shows this string.
    pub fn shows(&self, text: &str) -> String {
        self.until(&format!("document.body?.innerText.includes({})", json!(text)))
    }

    /// Waits for an element, and clicks on it.
    pub fn click(&self, selector: &str) {
        let element = format!("document.querySelector({})", json!(selector));
        self.until(&element);
        self.value(&format!("{element}.click()"));
    }

    /// Types into an element.
    pub fn type_into(&self, selector: &str, text: &str) {
        let element = format!("document.querySelector({})", json!(selector));
        self.until(&element);
        self.value(&format!("{element}.focus()"));
        self.call("Input.insertText", &json!({"text": text}));
    }

    /// Presses a key.
    pub fn press(&self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            key => panic!("{key} is not known here"),
        };
        for kind in ["keyDown", "keyUp"] {
            let key =
                json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text});
            self.call("Input.dispatchKeyEvent", &key);
        }
    }

    /// Shows the page at this width, in light or dark.
    pub fn look(&self, width: u32, scheme: &str) {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.call("Emulation.setEmulatedMedia", &features);
        let size = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500});
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// The refusals and errors on the page.
    pub fn faults(&self) -> Value {
        self.value("window.faults")
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        if !thread::panicking() {
            browser().call(None, "Target.closeTarget", &json!({"targetId": self.target}));
        }
    }
}
