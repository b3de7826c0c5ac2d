package kprobarium.live;

/// The addresses of the event bus.
final class Addresses {
    /// Asks the scheduler for a turn ([Message.TurnWanted]).
    static final String TURN_WANTED = "kprobarium.turn.wanted";
    /// Pauses, steps or runs the machine ([Message.Control] → [Message.Simulation]).
    static final String SIMULATION = "kprobarium.simulation";
    /// Takes lines of `kprobe_events` ([Message.Command] → [Message.CommandDone]).
    static final String KPROBES = "kprobarium.kprobes";
    /// The turn of [KprobesVerticle].
    static final String KPROBES_TURN = "kprobarium.kprobes.turn";
    /// Patches and finished commands of a turn, on their way to [KprobesVerticle] ([Message.Outcome]).
    static final String OUTCOME = "kprobarium.kprobes.outcome";
    /// What became of a command ([Message.CommandAsked] → [Message.CommandDone]).
    static final String TICKETS = "kprobarium.kprobes.tickets";
    /// Shows the machine as it stands ([Message.MachineAsked] → [Message.MachineView]).
    static final String MACHINE = "kprobarium.machine";
    /// The turn of [MachineVerticle].
    static final String MACHINE_TURN = "kprobarium.machine.turn";
    /// The guest's text ([Message.ListingAsked] → [Message.ListingShown]).
    static final String LISTING = "kprobarium.machine.listing";
    /// A file of tracefs ([Message.FileAsked] → [Message.FileShown]).
    static final String FILE = "kprobarium.machine.file";
    /// The session's journal ([Message.JournalAsked] → [Message.JournalText]).
    static final String JOURNAL = "kprobarium.machine.journal";
    /// Events of a turn, on their way into the feed's ring ([Message.EventBatch], acknowledged).
    static final String EVENTS = "kprobarium.events";
    /// Events in batches, on their way to the sockets ([Message.EventBatch], acknowledged).
    static final String FEED = "kprobarium.feed";
    /// Events out of the ring ([Message.HistoryAsked] → [Message.History]).
    static final String HISTORY = "kprobarium.feed.history";

    /// What a node of a farm has to say, in JSON, and what it is to do: see [FarmVerticle].
    static final String FARM = "kprobarium.farm";
    /// That the run is over, to all nodes.
    static final String FARM_OVER = "kprobarium.farm.over";

    private Addresses() {}

    /// The turn of CPU `n` ([Message.Turn] → [Message.TurnDone]).
    static String turn(int n) {
        return "kprobarium.cpu." + n + ".turn";
    }

    /// Patches of text for CPU `n` ([Message.TextPatch] → [Message.PatchAck]).
    static String patch(int n) {
        return "kprobarium.cpu." + n + ".patch";
    }

    /// CPU `n` from the inside ([Message.CpuAsked] → [Message.CpuShown]).
    static String cpu(int n) {
        return "kprobarium.cpu." + n;
    }

    /// The turn of CPU `n` to be looked at, in which it does not run.
    static String cpuTurn(int n) {
        return "kprobarium.cpu." + n + ".look";
    }
}
