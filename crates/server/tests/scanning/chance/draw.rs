//! Random commands: the same ones for the same seed.

use correspondence_testkit::Chance;

use super::model::{DAY, Model, Place, Recipient, Sending};

/// Most moves of the clock in one life: a dialog that is refused must not run out of attempts before its end.
const MOST_MOVES: usize = 8;

/// Most requests for letters in one life, and most files that are announced by themselves.
const MOST_REQUESTS: usize = 7;
const MOST_ANNOUNCED: usize = 6;

/// What happens to a file while a letter with it is being created.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meanwhile {
    Clean,
    Infected,
    Delete,
}

/// What is done next.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// A file that each letter may keep for so many days.
    Announce(Option<u64>),
    Upload {
        file: Place,
        empty: bool,
    },
    Verdict {
        file: Place,
        clean: bool,
    },
    Delete(Place),
    FetchBack(Place),
    Send(Sending),
    /// A letter with a file, and something else about the file at the same moment.
    SendWhile(Place, Meanwhile),
    /// The file at this place in this letter.
    Download(Place, usize),
    Purge {
        letter: Place,
        by_sender: bool,
    },
    /// The clock moves by so many minutes, and what became due is done.
    Move(u64),
    /// Dialogs fail until the outage ends.
    Outage,
    /// Dialogs work again, and time passes until everything that had to wait is done.
    EndOutage,
}

pub(crate) struct Draw {
    chance: Chance,
    moves: usize,
    requests: usize,
    announced: usize,
}

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self { chance: Chance::of(seed), moves: 0, requests: 0, announced: 0 }
    }

    /// The next command of a life that has come so far.
    pub(crate) fn command(&mut self, model: &Model) -> Command {
        let (files, letters) = (model.files.len(), model.letters.len());
        match self.chance.below(24) {
            0..3 if self.announced < MOST_ANNOUNCED => self.announce(),
            0..7 if self.requests < MOST_REQUESTS => self.send(model),
            7 if self.requests < MOST_REQUESTS && files > 0 => {
                self.requests += 1;
                let meanwhile = self.chance.one_of(&[Meanwhile::Clean, Meanwhile::Infected, Meanwhile::Delete]);
                Command::SendWhile(self.chance.below(files), meanwhile)
            }
            8..11 if self.moves < MOST_MOVES => {
                self.moves += 1;
                // Whole tens, so that no publish time is reached to the minute.
                Command::Move(self.chance.one_of(&[10, 130, 10 * 60, DAY, 2 * DAY]))
            }
            11 if !model.dialogporten_is_down => Command::Outage,
            12 if model.dialogporten_is_down => Command::EndOutage,
            13..16 if letters > 0 => Command::Purge { letter: self.chance.below(letters), by_sender: self.chance.one_in(2) },
            16..18 if letters > 0 => {
                let letter = self.chance.below(letters);
                Command::Download(letter, self.chance.below(model.letters[letter].links.len()))
            }
            _ if files > 0 => self.about(model),
            _ => self.announce(),
        }
    }

    fn announce(&mut self) -> Command {
        self.announced += 1;
        Command::Announce(self.days())
    }

    fn about(&mut self, model: &Model) -> Command {
        let waiting: Vec<Place> = (0..model.files.len()).filter(|file| model.files[*file].waits()).collect();
        if !waiting.is_empty() && self.chance.one_in(3) {
            let file = self.chance.one_of(&waiting);
            return self.verdict(file);
        }
        let file = self.chance.below(model.files.len());
        match self.chance.below(12) {
            0..4 => Command::Upload { file, empty: self.chance.one_in(4) },
            4..9 => self.verdict(file),
            9..11 => Command::FetchBack(file),
            _ => Command::Delete(file),
        }
    }

    /// What the scanner says of a file.
    pub(crate) fn verdict(&mut self, file: Place) -> Command {
        Command::Verdict { file, clean: !self.chance.one_in(4) }
    }

    fn days(&mut self) -> Option<u64> {
        self.chance.one_of(&[None, Some(1), Some(2), Some(5)])
    }

    fn send(&mut self, model: &Model) -> Command {
        use Recipient::{Dialog, Organisation, Other};
        self.requests += 1;
        let choices = [vec![Organisation], vec![Organisation, Other], vec![Other], vec![Dialog]];
        // The dialog of a transmission is looked at when the letter is created.
        let recipients = self.chance.one_of(if model.dialogporten_is_down { &choices[..3] } else { &choices[..] });
        let publish_at = self.chance.one_of(&[None, None, Some(model.now + 15), Some(model.now + 125)]);
        let mut reused = Vec::new();
        for _ in 0..self.chance.below(3) {
            // Most often one that may be reused, so that many letters share files.
            let alike = |sending: &Sending| model.refusal_of(sending).is_ok();
            let of = |file| Sending { recipients: Vec::new(), publish_at: None, new: Vec::new(), reused: vec![file] };
            let good: Vec<Place> = (0..model.files.len()).filter(|file| alike(&of(*file))).collect();
            let all: Vec<Place> = (0..model.files.len()).collect();
            let file = match (good.is_empty(), all.is_empty()) {
                (false, _) if !self.chance.one_in(6) => self.chance.one_of(&good),
                (_, false) if self.chance.one_in(2) => self.chance.one_of(&all),
                _ => continue,
            };
            if !reused.contains(&file) {
                reused.push(file);
            }
        }
        let new = (0..self.chance.below(3).max(usize::from(reused.is_empty()))).map(|_| self.days()).collect();
        Command::Send(Sending { recipients, publish_at, new, reused })
    }
}
