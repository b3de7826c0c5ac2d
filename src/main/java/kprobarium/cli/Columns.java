package kprobarium.cli;

import java.util.ArrayList;
import java.util.List;
import kprobarium.cli.Playback.Line;
import kprobarium.cli.Playback.Step;
import kprobarium.event.Event;
import kprobarium.event.render.TraceText;
import kprobarium.kernel.CNames;

/// A playback in words, before it is laid out: what stands in each step's cell, and what is said of the end.
final class Columns {
    /// What a piece of a cell tells.
    enum Kind {
        /// A call of the CPU's list, or a thread that takes the CPU.
        CALL(false),
        /// An instruction and its effects.
        INSTRUCTION(false),
        /// An access of kernel code that other CPUs can see.
        ACCESS(false),
        /// A write of kernel code to its own CPU's data.
        OWN(true),
        /// What memory holds, where an older word was fetched.
        MEMORY(true),
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

    /// What stands in the cell of a step, from the top.
    List<Piece> pieces(Step step) {
        List<Piece> pieces = new ArrayList<>();
        if (step.move().endsWith(":preempt")) pieces.add(new Piece(Kind.CALL, "cpu_stopper_thread takes the CPU"));
        for (Line line : step.lines()) add(line, pieces);
        if (pieces.isEmpty()) pieces.add(new Piece(Kind.NOTHING, "(nothing to be seen)"));
        return pieces;
    }

    private void add(Line line, List<Piece> pieces) {
        switch (line) {
            case Line.Ran(String at, String instruction, var inMemory, List<String> effects) -> {
                String what = pad(at, placeWidth) + "  " + instruction;
                pieces.add(new Piece(Kind.INSTRUCTION, effects.isEmpty() ? what
                        : pad(what, placeWidth + 2 + INSTRUCTION_WIDTH) + "  " + String.join(", ", effects)));
                inMemory.ifPresent(word -> pieces.add(new Piece(Kind.MEMORY, "while memory holds " + word)));
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
            case Event.CallStarted(_, String call) -> pieces.add(new Piece(Kind.CALL, call));
            case Event.CallReturned(_, String call, long value) -> pieces.add(new Piece(Kind.CALL, call + " = " + value));
            case Event.Oops _ -> pieces.add(new Piece(Kind.DEATH, TraceText.text(event)));
            case Event.SilentlyMissed _ -> pieces.add(new Piece(Kind.LOSS, TraceText.text(event)));
            case Event.TrapTaken _, Event.KprobeHit _, Event.Missed _, Event.Reentered _, Event.PreHandled _, Event.PostHandled _,
                    Event.SingleStepped _, Event.Simulated _, Event.Armed _, Event.Disarmed _, Event.PatchDelivered _, Event.Logged _ ->
                pieces.add(new Piece(Kind.EVENT, TraceText.text(event)));
        }
    }

    static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }
}
