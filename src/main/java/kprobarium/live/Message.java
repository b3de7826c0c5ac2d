package kprobarium.live;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import kprobarium.event.Event;
import kprobarium.experiment.Session;

/// A body of the event bus. Each is immutable, so the bus hands on the object itself.
sealed interface Message {
    /// The machine is yours: take at most `budget` visible steps and give it back.
    record Turn(int budget) implements Message {}

    /// The machine is free again. `steps` were taken; `events`, `posted` and `completed` are all that has come out of the
    /// session since the turn before.
    record TurnDone(int steps, List<Event> events, List<Session.Posted> posted, List<Session.Completed> completed)
            implements Message {}

    /// The verticle at `address` has something to do that needs the machine. It gets one turn for any number of these.
    record TurnWanted(String address) implements Message {}

    /// A word of text was written by another CPU.
    record TextPatch(Session.Posted posted) implements Message {}

    /// `cpu` fetches patch number `patch` from now on.
    record PatchAck(int cpu, long patch) implements Message {}

    /// What a turn leaves for [KprobesVerticle]: patches to carry to the other CPUs, commands that have come to their end.
    record Outcome(List<Session.Posted> posted, List<Session.Completed> completed) implements Message {}

    /// A line of `kprobe_events`, to be run by `cpu`. The answer comes when it has ended, or after `patience` milliseconds.
    record Command(int cpu, String text, long patience) implements Message {}

    /// What has become of command number `ticket`?
    record CommandAsked(long ticket) implements Message {}

    /// `value` is 0 or a negative errno once `ended`; `message` is the kernel's notice, or empty.
    record CommandDone(long ticket, String text, boolean ended, long value, String message) implements Message {}

    /// Consecutive events: the stamps' sequence numbers have no gap.
    record EventBatch(List<Event> events) implements Message {
        long first() {
            return events.getFirst().stamp().sequence();
        }

        long last() {
            return events.getLast().stamp().sequence();
        }
    }

    /// At most `max` events from number `from` on.
    record HistoryAsked(long from, int max) implements Message {}

    /// `oldest` is the oldest event that is still known, `published` the first that has not been passed on in a batch, `next`
    /// the number that the next event will have; `events` start at the asked one or at `oldest`, whichever is later.
    record History(long oldest, long published, long next, List<Event> events) implements Message {}

    /// What to do with the run of the machine.
    sealed interface Control extends Message {
        /// Nothing: tell how it stands.
        record Look() implements Control {}

        /// No more turns for CPUs, from the next one on.
        record Pause() implements Control {}

        /// Turns for all, at the pace that is set.
        record Run() implements Control {}

        /// One turn of `steps` for `cpu`, or for the next CPU that can run; then pause.
        record Step(OptionalInt cpu, int steps) implements Control {}

        /// Visible steps a second from now on; 0 is as fast as it goes.
        record Pace(long rate) implements Control {}
    }

    /// How the run stands. `fault` is why it has stopped for good, or empty; `rate` 0 is unlimited.
    record Simulation(State state, long rate, int slice, OptionalLong seed, long turns, long steps, String fault) implements Message {
        enum State {
            RUNNING, PAUSED, FAILED;

            String word() {
                return name().toLowerCase(java.util.Locale.ROOT);
            }
        }
    }

    /// Show the machine.
    record MachineAsked() implements Message {}

    /// The machine as it stood between two turns.
    record MachineView(List<Session.CpuView> cpus, List<Session.ProbeView> probes, Session.Counters counters) implements Message {}

    /// Show this file of tracefs.
    record FileAsked(String path) implements Message {}

    /// Nothing if there is no such file.
    record FileShown(Optional<String> text) implements Message {}

    /// Show the text.
    record ListingAsked() implements Message {}

    record ListingShown(List<Listing.Line> lines) implements Message {}

    /// Show yourself, CPU.
    record CpuAsked() implements Message {}

    record CpuShown(CpuState state) implements Message {}

    /// Show the journal.
    record JournalAsked() implements Message {}

    /// The journal up to now, in the schedule's text form.
    record JournalText(String text) implements Message {}
}
