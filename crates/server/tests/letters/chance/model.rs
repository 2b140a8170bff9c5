//! What must become of a letter, told in the simplest way: its history is all its state, and time goes by in minutes.
//!
//! It knows the rules of lifecycle §2, §6, §7, §8, §11 and §12, and nothing of how the program follows them.

use correspondence_domain::correspondence::CorrespondenceStatus as Status;

/// Who receives a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recipient {
    Organisation,
    Person,
    /// An organisation whose dialogs are refused for ever.
    Refused,
    /// The organisation, in a dialog that somebody else has made for it.
    Dialog,
}

/// What is done to a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Overview,
    Details,
    Content,
    MarkAsRead,
    Confirm,
    Purge,
}

/// What a request asks for beside its recipient.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wishes {
    /// Minute of the publish time; none is now.
    pub(crate) publish_at: Option<u64>,
    pub(crate) due_at: Option<u64>,
    pub(crate) confirmation: bool,
    pub(crate) ignores_reservation: bool,
}

/// What everything depends on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct World {
    /// Minutes since the sequence began.
    pub(crate) now: u64,
    pub(crate) dialogporten_is_down: bool,
    pub(crate) contact_register_is_down: bool,
    /// One of the remotes, or another, fails.
    pub(crate) is_outage: bool,
    /// The person among the recipients has reserved against digital mail.
    pub(crate) is_reserved: bool,
}

impl World {
    /// Why a request to these recipients is refused, if it is.
    pub(crate) fn refusal_of(&self, recipients: &[Recipient], wishes: Wishes) -> Option<Refusal> {
        let asks = recipients.contains(&Recipient::Person) && !wishes.ignores_reservation;
        match (asks, self.contact_register_is_down, self.is_reserved) {
            (true, true, _) => Some((500, 1032)),
            (true, false, true) if recipients.len() == 1 => Some((422, 1030)),
            _ => None,
        }
    }
}

/// Status and number of a refusal.
pub(crate) type Refusal = (u16, u16);

#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) id: String,
    pub(crate) recipient: Recipient,
    wishes: Wishes,
    /// Everything, in order.
    pub(crate) history: Vec<Status>,
    /// What was told of it, in order.
    events: Vec<&'static str>,
    /// It has a dialog or is a transmission in one.
    is_in_inbox: bool,
    due_date_is_over: bool,
    /// The letter was held up until after its due date: whether its publication or the due date came first is not known.
    due_date_is_unsure: bool,
    /// Minute of the latest look that counts against another one.
    looked_at: Option<u64>,
}

impl Letter {
    pub(crate) fn new(id: String, recipient: Recipient, wishes: Wishes, world: &World) -> Self {
        let reserved = recipient == Recipient::Person && world.is_reserved && !wishes.ignores_reservation;
        Self {
            id,
            recipient,
            wishes,
            history: vec![Status::Initialized, if reserved { Status::Reserved } else { Status::ReadyForPublish }],
            events: if reserved { vec![] } else { vec!["correspondenceinitialized"] },
            is_in_inbox: false,
            // Nobody is reminded of a letter that was to somebody who had reserved.
            due_date_is_over: reserved || wishes.due_at.is_none(),
            due_date_is_unsure: false,
            looked_at: None,
        }
    }

    pub(crate) fn has(&self, status: Status) -> bool {
        self.history.contains(&status)
    }

    /// Whether this is what must have been told, in order.
    pub(crate) fn has_told(&self, told: &[&str]) -> bool {
        let but_due_date = self.events.iter().filter(|event| !event.contains("never"));
        told == self.events || (self.due_date_is_unsure && told.iter().eq(but_due_date))
    }

    /// The highest status, Fetched aside.
    pub(crate) fn status(&self) -> Status {
        self.history.iter().copied().filter(|status| *status != Status::Fetched).max().unwrap()
    }

    /// The history as one side sees it: purges are not for the sender.
    pub(crate) fn history_for(&self, sender: bool) -> Vec<&'static str> {
        let hidden = [Status::PurgedByRecipient, Status::PurgedByAltinn];
        self.history.iter().filter(|status| !sender || !hidden.contains(status)).map(|status| status.name()).collect()
    }

    pub(crate) fn is_purged(&self) -> bool {
        self.has(Status::PurgedByRecipient) || self.has(Status::PurgedByAltinn)
    }

    pub(crate) fn is_undecided(&self) -> bool {
        !self.has(Status::Published) && !self.has(Status::Failed) && !self.is_purged()
    }

    pub(crate) fn is_available(&self) -> bool {
        self.has(Status::Published) && !self.has(Status::Failed) && !self.is_purged()
    }

    pub(crate) fn is_transmission(&self) -> bool {
        self.recipient == Recipient::Dialog && self.is_in_inbox
    }

    /// Everything that is due is done, as far as the remotes let it.
    pub(crate) fn work(&mut self, world: &World) {
        let is_time = self.wishes.publish_at.is_none_or(|at| at <= world.now);
        let due = !self.due_date_is_over && self.wishes.due_at.is_some_and(|at| at <= world.now);
        let may_enter = match self.recipient {
            Recipient::Organisation | Recipient::Person => true,
            Recipient::Refused => false,
            Recipient::Dialog => is_time,
        };
        if self.is_undecided() && !world.dialogporten_is_down && may_enter {
            self.due_date_is_unsure |= due && !self.is_in_inbox;
            self.is_in_inbox = true;
        }
        let is_overdue = self.is_undecided() && self.is_in_inbox && is_time;
        if is_overdue && !self.decide(world) {
            return; // the due date stands behind the decision
        }
        if due {
            self.due_date_is_over = true;
            if self.is_available() && !self.has(Status::Read) {
                self.events.push("correspondencereceiverneverread");
            }
            if self.is_available() && self.wishes.confirmation && !self.has(Status::Confirmed) {
                self.events.push("correspondencereceiverneverconfirmed");
            }
        }
    }

    fn decide(&mut self, world: &World) -> bool {
        let asks = self.recipient == Recipient::Person && !self.wishes.ignores_reservation;
        if asks && world.contact_register_is_down {
            return false;
        }
        if asks && world.is_reserved {
            self.fail();
            return true;
        }
        if !self.has(Status::ReadyForPublish) {
            self.history.push(Status::ReadyForPublish);
        }
        self.history.push(Status::Published);
        self.events.push("correspondencepublished");
        true
    }

    /// Publication failed.
    pub(crate) fn fail(&mut self) {
        self.history.push(Status::Failed);
        self.events.push("correspondencepublishfailed");
    }

    /// What the sender is answered: the status shown, or the refusal.
    pub(crate) fn by_sender(&mut self, act: Act) -> Result<Status, Refusal> {
        let shown = self.status();
        match act {
            Act::Overview if self.is_purged() => Err((404, 1001)),
            Act::Overview | Act::Details => Ok(shown),
            Act::Purge if self.is_transmission() => Err((400, 1043)),
            Act::Purge if self.is_purged() => Err((400, 1014)),
            Act::Purge if !self.has(Status::Failed) && (self.has(Status::Published) || self.has(Status::Reserved)) => Err((400, 1013)),
            Act::Purge => {
                self.history.push(Status::PurgedByAltinn);
                self.events.push("correspondencepurged");
                Ok(shown)
            }
            Act::Content | Act::MarkAsRead | Act::Confirm => panic!("senders are not let in"),
        }
    }

    /// What the recipient is answered: the status shown, or the refusal.
    pub(crate) fn by_recipient(&mut self, act: Act, now: u64) -> Result<Status, Refusal> {
        let shown = self.status();
        if act == Act::Purge && self.is_transmission() {
            return Err((400, 1043));
        }
        if act == Act::Purge && self.is_purged() {
            return Err((400, 1014));
        }
        if !self.is_available() {
            return Err((404, 1001));
        }
        let was_looked_at = self.has(Status::Fetched);
        match act {
            Act::Overview => self.look(now),
            Act::Details => {
                self.history.push(Status::Fetched);
                self.looked_at = Some(now);
            }
            Act::Content => {
                self.look(now);
                if !self.has(Status::Read) {
                    self.read();
                }
            }
            Act::MarkAsRead if !was_looked_at => return Err((400, 1024)),
            Act::MarkAsRead if self.has(Status::Read) => return Err((400, 1040)),
            Act::MarkAsRead => self.read(),
            Act::Confirm if !was_looked_at => return Err((400, 1025)),
            Act::Confirm if self.has(Status::Confirmed) => return Err((400, 1041)),
            Act::Confirm => {
                self.history.push(Status::Confirmed);
                self.events.push("correspondencereceiverconfirmed");
            }
            Act::Purge if self.wishes.confirmation && !self.has(Status::Confirmed) => return Err((400, 1026)),
            Act::Purge => {
                self.history.push(Status::PurgedByRecipient);
                self.events.push("correspondencepurged");
            }
        }
        Ok(shown)
    }

    /// A look counts once in fifteen seconds; between two minutes of this model more than that goes by, within one less.
    fn look(&mut self, now: u64) {
        if self.looked_at != Some(now) {
            self.history.push(Status::Fetched);
            self.looked_at = Some(now);
        }
    }

    fn read(&mut self) {
        self.history.push(Status::Read);
        self.events.push("correspondencereceiverread");
    }
}
