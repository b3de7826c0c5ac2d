package kprobarium.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kprobarium.cli.Playback.Line;
import kprobarium.cli.Playback.Step;
import kprobarium.event.Event;
import kprobarium.event.render.TraceText;
import kprobarium.kernel.CNames;
import kprobarium.schedule.Move;

/// A playback in words, before it is laid out: what stands in each step's cell, and what is said of the end.
final class Columns {
    /// What a piece of a cell tells.
    enum Kind {
        /// Why another CPU moves now.
        SWITCH(false),
        /// A call of the CPU's list, or a thread that takes the CPU.
        CALL(false),
        /// What happens instead of what would on a machine without surprises.
        SURPRISE(false),
        /// An instruction and its effects.
        INSTRUCTION(false),
        /// An access of kernel code that other CPUs can see.
        ACCESS(false),
        /// A write of kernel code to its own CPU's data.
        OWN(true),
        /// The word that was fetched where text is patched, and what memory holds if that is another.
        MEMORY(true),
        /// What could have happened instead.
        OTHERS(true),
        /// Steps that were the same over and over.
        FOLD(false),
        /// What is different after the step.
        CHANGE(true),
        EVENT(true),
        /// A hit that was lost.
        LOSS(true),
        /// The kernel died.
        DEATH(false),
        NOTHING(false);

        /// Whether it belongs to what stands above it.
        final boolean below;

        Kind(boolean below) {
            this.below = below;
        }
    }

    record Piece(Kind kind, String text) {}

    /// What stands in one row: a step, or steps that say what those before them said, folded.
    ///
    /// @param number of the step, `12`, or of several, `12-31`; empty before the first
    record Row(String number, int cpu, List<Piece> pieces) {}

    private static final int LONGEST_LOOP = 16;
    private static final int FEWEST_REPEATS = 2;

    private static final int WIDEST_PLACE = 16;
    private static final int INSTRUCTION_WIDTH = 22;

    private final boolean verbose;
    private final int placeWidth;

    /// `verbose`: also what the kernel writes for itself.
    Columns(Playback playback, boolean verbose) {
        this.verbose = verbose;
        placeWidth = Math.min(WIDEST_PLACE, playback.steps().stream().flatMap(step -> step.lines().stream())
                .mapToInt(line -> line instanceof Line.Ran ran ? ran.at().length() : 0).max().orElse(0));
    }

    /// The rows of a table. Steps that are repeated, alone or as a loop of a few, are folded once they have been shown.
    List<Row> rows(List<Step> steps) {
        List<List<Piece>> pieces = steps.stream().map(this::pieces).toList();
        List<Row> rows = new ArrayList<>();
        int at = 0;
        while (at < steps.size()) {
            Step step = steps.get(at);
            int loop = at == 0 ? 0 : loop(steps, pieces, at);
            if (loop == 0) {
                rows.add(new Row(step.number() == 0 ? "" : Integer.toString(step.number()), step.cpu(), pieces.get(at)));
                at++;
                continue;
            }
            int repeats = repeats(steps, pieces, at, loop);
            int last = at + loop * repeats - 1;
            String text = loop == 1 ? "the same " + repeats + " times more" : "the last " + loop + " steps " + repeats + " times more";
            rows.add(new Row(step.number() + "-" + steps.get(last).number(), step.cpu(), List.of(new Piece(Kind.FOLD, "(" + text + ")"))));
            at = last + 1;
        }
        return rows;
    }

    /// How many steps before `at` are repeated from there on, often enough; 0 if none are.
    private static int loop(List<Step> steps, List<List<Piece>> pieces, int at) {
        for (int loop = 1; loop <= LONGEST_LOOP && loop <= at; loop++) if (repeats(steps, pieces, at, loop) >= FEWEST_REPEATS) return loop;
        return 0;
    }

    private static int repeats(List<Step> steps, List<List<Piece>> pieces, int at, int loop) {
        int i = at;
        while (i < steps.size() && steps.get(i - loop).number() > 0 && steps.get(i).cpu() == steps.get(i - loop).cpu()
                && pieces.get(i).equals(pieces.get(i - loop))) i++;
        return (i - at) / loop;
    }

    /// What stands in the cell of a step, from the top.
    private List<Piece> pieces(Step step) {
        List<Piece> pieces = new ArrayList<>();
        if (!step.left().isEmpty()) pieces.add(new Piece(Kind.SWITCH, "(" + step.left() + ")"));
        if (step.number() > 0) surprise(step).ifPresent(pieces::add);
        for (Line line : step.lines()) add(line, pieces);
        if (step.lines().isEmpty() && pieces.stream().allMatch(piece -> piece.kind() == Kind.SWITCH)) {
            pieces.add(new Piece(Kind.NOTHING, "(nothing to be seen)"));
        }
        if (verbose && !step.others().isEmpty()) pieces.add(new Piece(Kind.OTHERS, "or else: " + String.join("; ", step.others())));
        return pieces;
    }

    /// A move in words, if it is no plain step.
    private static Optional<Piece> surprise(Step step) {
        Move move = step.move();
        String which = move.alternative() == 0 ? "the oldest" : "number " + (move.alternative() + 1) + " of those";
        return switch (move.kind()) {
            case STEP -> Optional.empty();
            case PREEMPT -> Optional.of(new Piece(Kind.CALL, "cpu_stopper_thread takes the CPU"));
            case SWITCH -> Optional.of(new Piece(Kind.CALL, move.alternative() == 0 ? "goes back to its own task"
                    : "goes over to task " + move.alternative()));
            case OLD -> surprise(move.alternative() <= 1 ? "sees the value before the newest" : "sees a value " + move.alternative()
                    + " before the newest");
            case FLUSH -> surprise(which + " in the store buffer reaches memory");
            case PATCH -> move.alternative() == 0 ? Optional.empty() : surprise(which + " under way arrives, before older ones");
            case LOSE -> surprise("the patch is lost on the way");
            case TWICE -> surprise("the patch arrives, and will arrive once more");
            case LATE -> surprise("the time for the patch is up, and it is sent again");
            case IRQ -> surprise("takes an interrupt" + (move.alternative() == 0 ? "" : ", number " + move.alternative()));
            case FAULT -> surprise("what is done next faults");
        };
    }

    private static Optional<Piece> surprise(String text) {
        return Optional.of(new Piece(Kind.SURPRISE, text));
    }

    private void add(Line line, List<Piece> pieces) {
        switch (line) {
            case Line.Ran(String at, String instruction, var fetched, var inMemory, List<String> effects) -> {
                String what = pad(at, placeWidth) + "  " + instruction;
                pieces.add(new Piece(Kind.INSTRUCTION, effects.isEmpty() ? what
                        : pad(what, placeWidth + 2 + INSTRUCTION_WIDTH) + "  " + String.join(", ", effects)));
                String word = fetched.map(was -> "fetched " + was).orElse("");
                if (inMemory.isPresent()) word = (word.isEmpty() ? "" : word + ", ") + "while memory holds " + inMemory.get();
                else if (!word.isEmpty()) word += ", as memory holds";
                if (!word.isEmpty()) pieces.add(new Piece(Kind.MEMORY, word));
            }
            case Line.Accessed(CNames.Function function, String what) ->
                pieces.add(new Piece(Kind.ACCESS, name(function) + (function.through().isEmpty() ? what : function.through() + "()")));
            case Line.Wrote(CNames.Function function, String what) -> {
                if (verbose) pieces.add(new Piece(Kind.OWN, name(function) + what));
            }
            case Line.Said(Event event) -> said(event, pieces);
            case Line.Changed(List<String> changes) -> pieces.add(new Piece(Kind.CHANGE, String.join(", ", changes)));
        }
    }

    private static String name(CNames.Function function) {
        String name = function.name() + (function.patch().isEmpty() ? "" : " [" + function.patch() + "]");
        return name.isEmpty() ? "" : name + ": ";
    }

    /// The events that say something which accesses and instructions do not.
    private static void said(Event event, List<Piece> pieces) {
        switch (event) {
            case Event.TextPoked _, Event.StaleFetch _ -> {}
            case Event.Logged(_, String level, _) when level.equals("default") -> {}
            case Event.CallStarted(_, String call) -> pieces.add(new Piece(Kind.CALL, call));
            case Event.CallReturned(_, String call, long value) -> pieces.add(new Piece(Kind.CALL, call + " = " + value));
            case Event.Oops _, Event.Panic _ -> pieces.add(new Piece(Kind.DEATH, TraceText.text(event)));
            case Event.SilentlyMissed _ -> pieces.add(new Piece(Kind.LOSS, TraceText.text(event)));
            case Event.TrapTaken _, Event.KprobeHit _, Event.Missed _, Event.Reentered _, Event.PreHandled _, Event.PostHandled _,
                    Event.SingleStepped _, Event.Simulated _, Event.AggregateHit _, Event.Hooked _, Event.Unhooked _, Event.ReturnHandled _,
                    Event.Armed _, Event.Disarmed _, Event.PatchDelivered _, Event.Logged _, Event.Signal _,
                    Event.TraceRecord _ ->
                pieces.add(new Piece(Kind.EVENT, TraceText.text(event)));
        }
    }

    static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    static String padLeft(String text, int width) {
        return text.length() >= width ? text : " ".repeat(width - text.length()) + text;
    }
}
