//! A model check: every order of what jobs, scanners, senders and recipients may do with a letter is gone through, and wherever nothing
//! is left to be done the letter is published, failed or purged. The one wait without an end is that for a verdict that never comes
//! (decision 21).
//!
//! What a job may do is asked of the guards that the program asks (`Letter`, `State`, `Attachment`). What it then leaves is written here
//! as each job's own file tells it; the random lives of `server/tests/letters/chance` hold the program to it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::{BTreeSet, HashSet};

use correspondence_domain::attachment::{Attachment, AttachmentStatus, DataLocation};
use correspondence_domain::correspondence::{CorrespondenceStatus, DialogLink, Letter, PurgedBy, ReportedStatus, State};
use correspondence_domain::identifiers::{AttachmentId, ContentId, CorrespondenceId, DialogId, TransmissionId};
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Dialog {
    Missing,
    Own,
    Foreign,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Job {
    CreateDialog,
    CreateTransmission,
    Publish,
    ReleaseLetters,
    FailLetters,
    ExpireFile(usize),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct File {
    published: bool,
    condemned: bool,
    expired: bool,
}

/// Everything that matters for what may happen next.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    dialog: Dialog,
    transmission: bool,
    reserved: bool,
    published: bool,
    failed: bool,
    purged: Option<bool>,
    files: Vec<File>,
    jobs: BTreeSet<Job>,
}

fn some_time(is: bool) -> Option<Timestamp> {
    is.then_some(NOW)
}

impl World {
    fn new(dialog: Dialog, reserved: bool, files: usize) -> Self {
        let first = if dialog == Dialog::Foreign { Job::CreateTransmission } else { Job::CreateDialog };
        let jobs = (0..files).map(Job::ExpireFile).chain([first]).collect();
        let files = vec![File::default(); files];
        Self { dialog, transmission: false, reserved, published: false, failed: false, purged: None, files, jobs }
    }

    fn letter(&self) -> Letter {
        let id = Uuid::from_u128(1);
        Letter {
            id: CorrespondenceId(id),
            resource: ResourceId::stored("r".to_owned()),
            service_owner: OrganisationNumber::parse("991825827").unwrap(),
            recipient: PartyUrn::stored("urn:altinn:organization:identifier-no:310244007".to_owned()),
            content: ContentId(id),
            created_at: NOW,
            requested_publish_at: NOW,
            due_at: None,
            ignore_reservation: None,
            is_confirmation_needed: false,
            is_confidential: false,
            allow_forwarding: false,
            recipient_name: None,
            altinn2_id: None,
            has_attachments: !self.files.is_empty(),
            dialog: match self.dialog {
                Dialog::Missing => DialogLink::None,
                Dialog::Own => DialogLink::Own(DialogId(id)),
                Dialog::Foreign => DialogLink::Foreign(DialogId(id)),
            },
            transmission: self.transmission.then_some(TransmissionId(id)),
            state: State {
                ready_at: None,
                published_at: some_time(self.published),
                fetched_at: None,
                read_at: None,
                confirmed_at: None,
                purged: self.purged.map(|by_sender| (NOW, if by_sender { PurgedBy::Sender } else { PurgedBy::Recipient })),
                failed_at: some_time(self.failed),
                reserved_at: some_time(self.reserved),
                downloaded_at: None,
                forwarded_at: None,
                reported: ReportedStatus { status: CorrespondenceStatus::Initialized, text: String::new(), at: NOW },
            },
        }
    }

    fn attachments(&self) -> Vec<Attachment> {
        let attachment = |file: &File| Attachment {
            id: AttachmentId(Uuid::from_u128(2)),
            resource: ResourceId::stored("r".to_owned()),
            service_owner: OrganisationNumber::parse("991825827").unwrap(),
            file_name: "vedtak.pdf".to_owned(),
            display_name: None,
            senders_reference: "1".to_owned(),
            is_encrypted: false,
            checksum: None,
            expiration_in_days: None,
            data_location: DataLocation::default(),
            created_at: NOW,
            size: None,
            sha256: None,
            upload: None,
            upload_lease_until: None,
            stored_at: Some(NOW),
            published_at: some_time(file.published),
            condemned_at: some_time(file.condemned),
            purged_at: None,
            expired_at: some_time(file.expired),
            status: AttachmentStatus::UploadProcessing,
            status_text: String::new(),
            status_at: NOW,
        };
        self.files.iter().map(attachment).collect()
    }

    fn is_waiting_for_files(&self) -> bool {
        !self.attachments().iter().all(Attachment::lets_letters_go)
    }

    fn may_be_decided(&self) -> bool {
        let letter = self.letter();
        letter.is_in_inbox() && !letter.state.is_publication_decided() && !letter.state.is_purged()
    }

    /// `Transaction::fail`: undecided and not purged.
    fn fail(&mut self) {
        let state = self.letter().state;
        self.failed |= !state.is_publication_decided() && !state.is_purged();
    }

    /// The job is done; several ends are possible.
    fn done(&self, job: Job) -> Vec<Self> {
        let mut next = self.clone();
        next.jobs.remove(&job);
        let letter = self.letter();
        match job {
            Job::CreateDialog if letter.dialog == DialogLink::None && letter.must_enter_inbox() => {
                next.dialog = Dialog::Own;
                next.jobs.insert(Job::Publish);
            }
            Job::CreateTransmission if letter.must_enter_inbox() && !self.is_waiting_for_files() => {
                next.transmission = true;
                next.jobs.insert(Job::Publish);
            }
            Job::Publish if self.may_be_decided() && !self.is_waiting_for_files() => {
                let failed = Self { failed: true, ..next.clone() };
                next.published = true;
                return vec![next, failed];
            }
            Job::ReleaseLetters if !letter.state.is_publication_decided() && !letter.state.is_purged() => match letter.dialog {
                DialogLink::None => {}
                DialogLink::Foreign(_) if letter.transmission.is_none() => drop(next.jobs.insert(Job::CreateTransmission)),
                DialogLink::Own(_) | DialogLink::Foreign(_) => drop(next.jobs.insert(Job::Publish)),
            },
            Job::FailLetters => next.failed = true,
            Job::ExpireFile(file) => {
                // Purged letters keep no file; a file without a verdict takes the letters that wait for it along.
                if !letter.state.is_purged() {
                    if !self.files[file].published && !self.files[file].condemned {
                        next.fail();
                    }
                    next.files[file].expired = true;
                }
            }
            Job::CreateDialog | Job::CreateTransmission | Job::Publish | Job::ReleaseLetters => {}
        }
        vec![next]
    }

    /// The job's attempts are used up.
    fn given_up(&self, job: Job) -> Option<Self> {
        let mut next = self.clone();
        next.jobs.remove(&job);
        matches!(job, Job::CreateDialog | Job::CreateTransmission | Job::Publish).then(|| {
            next.fail();
            next
        })
    }

    fn clean(&self, file: usize) -> Option<Self> {
        let mut next = self.clone();
        (!self.files[file].published && !self.files[file].expired).then(|| {
            next.files[file].published = true;
            next.jobs.insert(Job::ReleaseLetters);
            next
        })
    }

    fn malicious(&self, file: usize) -> Option<Self> {
        let mut next = self.clone();
        (!self.files[file].condemned && !self.files[file].expired).then(|| {
            next.files[file].condemned = true;
            next.jobs.insert(Job::FailLetters);
            next
        })
    }

    fn purged(&self, by_sender: bool) -> Option<Self> {
        let letter = self.letter();
        let may = if by_sender { letter.state.may_sender_purge() } else { letter.state.is_available_to_recipient() };
        (may && !letter.state.is_purged() && letter.transmission.is_none()).then(|| Self { purged: Some(by_sender), ..self.clone() })
    }

    /// Everything that may happen next.
    fn next(&self) -> Vec<Self> {
        let mut next: Vec<Self> = self.jobs.iter().flat_map(|job| self.done(*job).into_iter().chain(self.given_up(*job))).collect();
        next.extend((0..self.files.len()).flat_map(|file| [self.clean(file), self.malicious(file)]).flatten());
        next.extend([true, false].into_iter().filter_map(|by_sender| self.purged(by_sender)));
        next
    }

    fn has_ended(&self) -> bool {
        let state = self.letter().state;
        state.is_publication_decided() || state.is_purged()
    }

    fn lacks_a_verdict(&self) -> bool {
        self.files.iter().any(|file| !file.published && !file.condemned)
    }
}

/// Every world that can be reached.
fn reachable() -> HashSet<World> {
    let mut found = HashSet::new();
    let starts = [Dialog::Missing, Dialog::Foreign].into_iter().flat_map(|dialog| {
        [false, true].into_iter().flat_map(move |reserved| (0..=2).map(move |files| World::new(dialog, reserved, files)))
    });
    let mut open: Vec<World> = starts.collect();
    while let Some(world) = open.pop() {
        if found.insert(world.clone()) {
            open.extend(world.next());
        }
    }
    found
}

#[test]
fn where_nothing_is_left_to_do_the_letter_has_ended_or_lacks_a_verdict() {
    let worlds = reachable();
    assert!(worlds.len() > 1000, "{}", worlds.len());
    for world in worlds {
        let is_at_rest = world.jobs.iter().all(|job| matches!(job, Job::ExpireFile(_)));
        assert!(!is_at_rest || world.has_ended() || world.lacks_a_verdict(), "{world:#?}");
        assert!(
            !world.jobs.is_empty() || world.has_ended() || world.files.iter().all(|file| !file.expired),
            "no verdict helps: {world:#?}"
        );
    }
}

#[test]
fn verdicts_end_every_wait() {
    for world in reachable().into_iter().filter(|world| !world.has_ended()) {
        let mut with_verdicts = world.clone();
        for file in 0..world.files.len() {
            with_verdicts = with_verdicts.clean(file).unwrap_or(with_verdicts);
        }
        // Jobs only, in their order, each to its end.
        while let Some(job) = with_verdicts.jobs.first().copied() {
            with_verdicts = with_verdicts.done(job).remove(0);
        }
        assert!(with_verdicts.has_ended(), "{world:#?}\nbecame {with_verdicts:#?}");
    }
}

#[test]
fn what_was_purged_before_is_never_published() {
    for world in reachable().into_iter().filter(World::has_ended) {
        let was_purged = world.letter().state.is_purged();
        assert!(!was_purged || world.next().iter().all(|next| next.published == world.published), "{world:#?}");
    }
}
