//! What must become of files and of the letters that carry them, told in the simplest way; time goes by in minutes.
//!
//! It knows the rules of lifecycle §4.2 (rows 29 and 36), §5, §6, §11.4 and §11.6, and nothing of how the program follows them.

/// Minutes of a day.
pub(crate) const DAY: u64 = 24 * 60;

/// What ends within six hours is not sent any more (row 36).
const SOON: u64 = 6 * 60;

/// Status and number of a refusal.
pub(crate) type Refusal = (u16, u16);

/// A file is known by its place among the files, a letter by its place among the letters.
pub(crate) type Place = usize;

/// Who receives a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recipient {
    Organisation,
    Other,
    /// The organisation, in a dialog that somebody else has made for it.
    Dialog,
}

#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) id: String,
    pub(crate) name: String,
    /// How long each letter may keep it.
    days: Option<u64>,
    /// Everything, in order.
    pub(crate) history: Vec<&'static str>,
    /// What was told of it, in order.
    pub(crate) events: Vec<&'static str>,
    is_stored: bool,
    /// The scanner's latest good word about it counts.
    is_clean: bool,
    /// The scanner refused it once.
    is_infected: bool,
    /// When it is looked whether its time is over: once for each letter.
    looks: Vec<u64>,
}

impl File {
    fn new(id: String, name: String, days: Option<u64>) -> Self {
        let (history, events) = (vec!["Initialized"], Vec::new());
        Self { id, name, days, history, events, is_stored: false, is_clean: false, is_infected: false, looks: Vec::new() }
    }

    /// What is in it.
    pub(crate) fn bytes(&self) -> String {
        format!("the bytes of {}", self.name)
    }

    fn status(&self) -> &'static str {
        self.history[self.history.len() - 1]
    }

    fn is_gone(&self) -> bool {
        self.history.contains(&"Purged") || self.history.contains(&"Expired")
    }

    /// `purged` or `expired`, if it went.
    fn gone(&self, purged: u16, expired: u16) -> Result<(), Refusal> {
        match (self.history.contains(&"Purged"), self.history.contains(&"Expired")) {
            (true, _) => Err((400, purged)),
            (false, true) => Err((400, expired)),
            (false, false) => Ok(()),
        }
    }

    pub(crate) fn has_bytes(&self) -> bool {
        self.is_stored && !self.is_gone()
    }

    /// Bytes that no scanner said anything of.
    pub(crate) fn waits(&self) -> bool {
        self.has_bytes() && !self.is_clean && !self.is_infected
    }

    fn lets_letters_go(&self) -> bool {
        self.is_clean && !self.is_infected
    }
}

/// A letter's right to a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) file: Place,
    until: Option<u64>,
}

#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) id: String,
    pub(crate) recipient: Recipient,
    publish_at: u64,
    pub(crate) links: Vec<Link>,
    /// Everything, in order.
    history: Vec<&'static str>,
    /// What was told of it, in order.
    pub(crate) events: Vec<&'static str>,
    /// It has a dialog or is a transmission in one.
    pub(crate) is_in_inbox: bool,
}

impl Letter {
    pub(crate) fn has(&self, status: &str) -> bool {
        self.history.contains(&status)
    }

    /// The history as the sender sees it: purges are not shown.
    pub(crate) fn history(&self) -> Vec<&'static str> {
        self.history.iter().copied().filter(|status| !status.starts_with("PurgedBy")).collect()
    }

    fn is_purged(&self) -> bool {
        self.has("PurgedByRecipient") || self.has("PurgedByAltinn")
    }

    pub(crate) fn is_undecided(&self) -> bool {
        !self.has("Published") && !self.has("Failed") && !self.is_purged()
    }

    pub(crate) fn is_available(&self) -> bool {
        self.has("Published") && !self.has("Failed") && !self.is_purged()
    }

    pub(crate) fn carries(&self, file: Place) -> bool {
        self.links.iter().any(|link| link.file == file)
    }

    fn fail(&mut self) {
        self.history.push("Failed");
        self.events.push("correspondencepublishfailed");
    }
}

/// Files that are to come with a letter, and those that it reuses.
#[derive(Clone, Debug)]
pub(crate) struct Sending {
    pub(crate) recipients: Vec<Recipient>,
    /// Minute of the publish time; none is now.
    pub(crate) publish_at: Option<u64>,
    /// For each file that comes with it how many days it may be kept.
    pub(crate) new: Vec<Option<u64>>,
    pub(crate) reused: Vec<Place>,
}

/// All files and letters of one life.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    /// Minutes since it began.
    pub(crate) now: u64,
    pub(crate) dialogporten_is_down: bool,
    pub(crate) files: Vec<File>,
    pub(crate) letters: Vec<Letter>,
}

impl Model {
    /// A file was announced by itself.
    pub(crate) fn announce(&mut self, id: String, name: String, days: Option<u64>) {
        let mut file = File::new(id, name, days);
        file.events.push("attachmentinitialized");
        self.files.push(file);
    }

    /// Its bytes come, or none.
    pub(crate) fn upload(&mut self, file: Place, empty: bool) -> Result<(), Refusal> {
        let file = &mut self.files[file];
        if file.is_stored || file.is_infected {
            return Err((400, 2005));
        }
        file.gone(2006, 2005)?;
        // A word about a file without bytes says nothing of the bytes.
        file.is_clean = false;
        file.history.push("UploadProcessing");
        if empty {
            file.history.push("Failed");
            return Err((400, 2004));
        }
        file.is_stored = true;
        Ok(())
    }

    /// The scanner speaks.
    pub(crate) fn verdict(&mut self, place: Place, clean: bool) {
        let file = &mut self.files[place];
        if file.is_gone() || (clean && file.status() == "Published") || (!clean && file.is_infected) {
            return;
        }
        let (status, event) = if clean { ("Published", "attachmentpublished") } else { ("Failed", "attachmentuploadfailed") };
        file.is_clean |= clean;
        file.is_infected |= !clean;
        file.history.push(status);
        file.events.push(event);
        let files = &self.files;
        for letter in self.letters.iter_mut().filter(|letter| letter.carries(place)) {
            if !clean && !letter.has("Failed") {
                letter.history.push("Failed"); // and nothing is told (decision 28)
            }
            // It can never have all its files.
            if clean && letter.is_undecided() && letter.links.iter().any(|link| files[link.file].is_gone()) {
                letter.fail();
            }
        }
        self.work();
    }

    /// Why such letters are refused, if they are.
    pub(crate) fn refusal_of(&self, sending: &Sending) -> Result<(), Refusal> {
        let may_be_reused = |file: &File| file.status() == "Published" && file.has_bytes() && file.lets_letters_go();
        if sending.reused.iter().any(|place| !may_be_reused(&self.files[*place])) {
            return Err((400, 1018));
        }
        if sending.reused.iter().any(|place| self.end_of(*place).is_some_and(|end| end <= self.now + SOON)) {
            return Err((400, 1055));
        }
        Ok(())
    }

    /// Letters were created: their ids, and the names and ids of the files that came with them. Nothing is done about them yet.
    pub(crate) fn create(&mut self, sending: &Sending, ids: &[String], files: Vec<(String, String)>) {
        let publish_at = sending.publish_at.unwrap_or(self.now);
        let mut carried = Vec::new();
        for ((name, id), days) in files.into_iter().zip(&sending.new) {
            let mut file = File::new(id, name, *days);
            file.history.push("UploadProcessing");
            file.is_stored = true;
            carried.push(self.files.len());
            self.files.push(file);
        }
        carried.extend(&sending.reused);
        let link = |file: &Place| Link { file: *file, until: self.files[*file].days.map(|days| publish_at.max(self.now) + days * DAY) };
        let links: Vec<Link> = carried.iter().map(link).collect();
        for link in &links {
            self.files[link.file].looks.extend(link.until);
        }
        let ready = links.iter().all(|link| self.files[link.file].lets_letters_go());
        let history = if ready { vec!["Initialized", "ReadyForPublish"] } else { vec!["Initialized"] };
        for (id, recipient) in ids.iter().zip(&sending.recipients) {
            self.letters.push(Letter {
                id: id.clone(),
                recipient: *recipient,
                publish_at,
                links: links.clone(),
                history: history.clone(),
                events: vec!["correspondenceinitialized"],
                is_in_inbox: false,
            });
        }
    }

    /// The sender deletes a file.
    pub(crate) fn delete(&mut self, place: Place) -> Result<(), Refusal> {
        self.files[place].gone(2006, 2018)?;
        if self.letters.iter().any(|letter| letter.carries(place)) {
            return Err((400, 2007));
        }
        self.files[place].history.push("Purged");
        Ok(())
    }

    /// The sender fetches a file.
    pub(crate) fn fetch_back(&self, place: Place) -> Result<(), Refusal> {
        let file = &self.files[place];
        file.gone(2019, 2020)?;
        if self.letters.iter().any(|letter| letter.carries(place) && letter.has("Published")) {
            return Err((400, 2016));
        }
        if file.is_stored { Ok(()) } else { Err((404, 2001)) }
    }

    /// The recipient of a letter fetches one of its files.
    pub(crate) fn download(&mut self, letter: Place, link: Link) -> Result<(), Refusal> {
        let (file, letter) = (&self.files[link.file], &mut self.letters[letter]);
        file.gone(2019, 2020)?;
        if link.until.is_some_and(|until| until <= self.now) {
            return Err((400, 2020));
        }
        if !letter.is_available() {
            return Err((404, 1001));
        }
        letter.history.push("AttachmentsDownloaded");
        Ok(())
    }

    /// One side purges a letter.
    pub(crate) fn purge(&mut self, place: Place, by_sender: bool) -> Result<(), Refusal> {
        let letter = &mut self.letters[place];
        if letter.recipient == Recipient::Dialog && letter.is_in_inbox {
            return Err((400, 1043));
        }
        if letter.is_purged() {
            return Err((400, 1014));
        }
        if by_sender && letter.has("Published") && !letter.has("Failed") {
            return Err((400, 1013));
        }
        if !by_sender && !letter.is_available() {
            return Err((404, 1001));
        }
        letter.history.push(if by_sender { "PurgedByAltinn" } else { "PurgedByRecipient" });
        letter.events.push("correspondencepurged");
        for link in self.letters[place].links.clone() {
            let is_kept = self.letters.iter().any(|letter| letter.carries(link.file) && !letter.is_purged());
            let file = &mut self.files[link.file];
            if !is_kept && !file.is_gone() {
                file.history.push("Purged");
            }
        }
        Ok(())
    }

    /// When the file's time is over: never while one of the letters that live keeps it for good, nor when none lives.
    fn end_of(&self, file: Place) -> Option<u64> {
        let living = self.letters.iter().filter(|letter| !letter.is_purged());
        let ends: Vec<Option<u64>> =
            living.flat_map(|letter| &letter.links).filter(|link| link.file == file).map(|link| link.until).collect();
        if ends.contains(&None) { None } else { ends.into_iter().flatten().max() }
    }

    /// Everything that is due is done, as far as the remotes let it.
    pub(crate) fn work(&mut self) {
        for letter in self.letters.iter_mut().filter(|letter| letter.is_undecided()) {
            let is_time = letter.publish_at <= self.now;
            let may_go = is_time && letter.links.iter().all(|link| self.files[link.file].lets_letters_go());
            // A transmission is made at its time, with all its files (lifecycle O38).
            letter.is_in_inbox |= !self.dialogporten_is_down && (letter.recipient != Recipient::Dialog || may_go);
            if letter.is_in_inbox && may_go {
                if !letter.has("ReadyForPublish") {
                    letter.history.push("ReadyForPublish");
                }
                letter.history.push("Published");
                letter.events.push("correspondencepublished");
            }
        }
        for place in 0..self.files.len() {
            let looked = self.files[place].looks.extract_if(.., |at| *at <= self.now).count() > 0;
            if looked && !self.files[place].is_gone() && self.end_of(place).is_some_and(|end| end <= self.now) {
                self.expire(place);
            }
        }
    }

    fn expire(&mut self, place: Place) {
        let file = &mut self.files[place];
        file.history.push("Expired");
        file.events.push("attachmentexpired");
        if !file.is_clean && !file.is_infected {
            // No word about it can let these letters go any more.
            self.letters.iter_mut().filter(|letter| letter.carries(place) && letter.is_undecided()).for_each(Letter::fail);
        }
    }
}
