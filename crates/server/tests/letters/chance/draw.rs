//! Random commands: the same ones for the same seed.

use correspondence_testkit::Chance;

use super::model::{Act, Recipient, Wishes, World};

/// Most moves of the clock in one sequence: letters whose dialog is refused must not run out of attempts before its end.
const MOST_MOVES: u32 = 7;

/// Most letters in one sequence.
const MOST_LETTERS: usize = 6;

/// What is done next.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// One request to these recipients.
    Create(Vec<Recipient>, Wishes),
    /// An act of the sender or the recipient on the letter with this place.
    Act { letter: usize, by_sender: bool, act: Act },
    /// The clock moves by so many minutes, and what became due is done.
    Move(u64),
    /// The clock moves, and the letter's recipient looks before anybody has had time to work.
    MoveAndLook(u64, usize),
    /// The person among the recipients reserves, or lifts the reservation.
    Reserve(bool),
    /// A remote fails until outages end; `after_work` loses its answers only.
    Outage { remote: &'static str, after_work: bool },
    /// All remotes work again, and time passes until everything that had to wait is done.
    EndOutages,
}

/// What is done next, again and again.
pub(crate) struct Draw {
    chance: Chance,
    moves: u32,
}

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self { chance: Chance::of(seed), moves: 0 }
    }

    /// The next command of a sequence that has so many letters.
    pub(crate) fn command(&mut self, letters: usize, world: &World) -> Command {
        if letters == 0 || (letters < MOST_LETTERS && self.chance.one_in(6)) {
            return self.create(world);
        }
        match self.chance.below(24) {
            0..4 if self.moves < MOST_MOVES => {
                self.moves += 1;
                let minutes = self.chance.one_of(&[10, 20, 130]);
                if self.chance.one_in(3) { Command::MoveAndLook(minutes, self.chance.below(letters)) } else { Command::Move(minutes) }
            }
            4 => Command::Reserve(self.chance.one_in(2)),
            5 if !world.is_outage => self.outage(),
            6 if world.is_outage => Command::EndOutages,
            _ => self.act(letters),
        }
    }

    fn create(&mut self, world: &World) -> Command {
        use Recipient::{Dialog, Organisation, Person, Refused};
        let now = world.now;
        let choices = [vec![Organisation], vec![Organisation], vec![Person], vec![Person, Organisation], vec![Refused], vec![Dialog]];
        // The dialog of a transmission is looked at when the letter is created.
        let recipients = self.chance.one_of(if world.dialogporten_is_down { &choices[..5] } else { &choices[..] });
        // Moves are whole tens of minutes, so that no time is reached to the minute.
        let publish_at = self.chance.one_of(&[None, None, Some(now + 15), Some(now + 125)]);
        let confirmation = self.chance.one_in(3) && recipients != [Dialog];
        let late = publish_at.unwrap_or(now);
        let due_at = self.chance.one_of(&[None, Some(late + 20), Some(late + 120), Some(late + 14_400)]).map(|at| at / 10 * 10 + 5);
        let due_at = if confirmation { due_at.or(Some(now + 14_405)) } else { due_at };
        Command::Create(recipients, Wishes { publish_at, due_at, confirmation, ignores_reservation: self.chance.one_in(4) })
    }

    fn outage(&mut self) -> Command {
        let remote = self.chance.one_of(&["dialogporten", "dialogporten", "kontaktregisteret", "events"]);
        Command::Outage { remote, after_work: remote != "kontaktregisteret" && self.chance.one_in(3) }
    }

    fn act(&mut self, letters: usize) -> Command {
        let letter = self.chance.below(letters);
        if self.chance.one_in(4) {
            return Command::Act { letter, by_sender: true, act: self.chance.one_of(&[Act::Overview, Act::Details, Act::Purge]) };
        }
        let acts = [Act::Overview, Act::Overview, Act::Details, Act::Content, Act::MarkAsRead, Act::Confirm, Act::Confirm, Act::Purge];
        Command::Act { letter, by_sender: false, act: self.chance.one_of(&acts) }
    }
}
