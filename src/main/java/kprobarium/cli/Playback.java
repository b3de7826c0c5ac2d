package kprobarium.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import kprobarium.event.Event;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Rig;
import kprobarium.explore.Ending;
import kprobarium.explore.ExperimentSubject;
import kprobarium.explore.Play;
import kprobarium.explore.Token;
import kprobarium.explore.TokenScope;
import kprobarium.kernel.CNames;
import kprobarium.kernel.Kernels;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.schedule.Access;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// One schedule played on one kernel, taken down step by step.
///
/// @param token      the schedule in a few letters
/// @param setup      what happened before the clock started: the probes' registration
/// @param steps      first what each CPU did up to its first visible access, numbered 0, then the steps of the schedule
/// @param events     all events of the steps
/// @param circleFrom of a livelock, the step after which the machine was where it is at the end
/// @param standing   what each CPU would do next; empty for one that has done all
record Playback(Experiment variant, String kernel, Optional<Expectation> expectation, Schedule schedule, Token token,
        List<Event> setup, List<Step> steps, List<Event> events, Ending ending, OptionalInt circleFrom, List<String> standing) {

    /// One step: what its CPU did, in order.
    ///
    /// @param number from 1, as in the schedule; 0 before it
    /// @param move   of the schedule; before it, a step that is in none
    /// @param left   what became of the CPU that moved before, if that was another: `CPU 1 is preempted`; else empty
    /// @param others what could have happened instead: `1:patch`, `0 writes kprobe_table[12]`
    record Step(int number, int cpu, Move move, String left, List<String> others, List<Line> lines) {}

    /// One thing that a CPU did.
    sealed interface Line {
        /// It executed an instruction.
        ///
        /// @param fetched  the word, where text may be patched while CPUs run
        /// @param inMemory what memory held there, if that was something else
        /// @param effects  registers and shared memory that changed or were read, `a0 = 42`
        record Ran(String at, String instruction, Optional<String> fetched, Optional<String> inMemory, List<String> effects)
                implements Line {}

        /// Its kernel made an access that other CPUs can see, or are affected by.
        record Accessed(CNames.Function function, String what) implements Line {}

        /// Its kernel wrote something of its own.
        record Wrote(CNames.Function function, String what) implements Line {}

        /// Something happened.
        record Said(Event event) implements Line {}

        /// What the kernel knows about this CPU is different after the step: `current_kprobe`, `kprobe_status`, …
        record Changed(List<String> changes) implements Line {}
    }

    /// Plays `schedule` on `kernel`.
    ///
    /// @throws kprobarium.schedule.Replay.Mismatch if the machine does not offer a move of it
    static Playback of(Experiment variant, String kernel, Schedule schedule) {
        Optional<Expectation> expectation = Trial.expectation(variant, kernel);
        Kernels.Choice choice = KernelNames.find(kernel);
        Recorder recorder = new Recorder();
        Rig rig = Rig.prepare(variant, choice, Optional.of(recorder));
        recorder.begin(rig);
        rig.start();
        Play play = new Play(rig, Trial.predicates(expectation));
        Ending ending = play.play(schedule, recorder::step);
        OptionalInt circleFrom = ending.verdict() == Ending.How.LIVELOCK ? play.circleFrom() : OptionalInt.empty();
        recorder.end();
        Token token = Token.of(TokenScope.of(variant, kernel), subject(variant, kernel), schedule);
        return new Playback(variant, kernel, expectation, schedule, token, recorder.setup(), recorder.steps(), recorder.events(), ending,
                circleFrom, standing(rig));
    }

    /// `variant` on `kernel` at its start, to be asked what the file expects.
    static ExperimentSubject subject(Experiment variant, String kernel) {
        return new ExperimentSubject(Rig.of(variant, KernelNames.find(kernel), Optional.empty()),
                Trial.predicates(Trial.expectation(variant, kernel)));
    }

    private static List<String> standing(Rig rig) {
        Machine machine = rig.machine();
        CNames names = new CNames(rig.kernel());
        List<String> standing = new ArrayList<>();
        for (Cpu cpu : machine.cpus()) {
            standing.add(machine.announced(cpu).map(next -> {
                boolean local = next.kind() == Access.Kind.LOCAL;
                String what = local ? rig.kernel().where(cpu.pc()) : names.name(next.address());
                String does = next.kind().verb() + (next.kind() == Access.Kind.SYNC ? "" : " " + what);
                return machine.ready(cpu) ? does + " next" : "waits for " + what;
            }).orElse(""));
        }
        return standing;
    }

    int cpus() {
        return variant.cpus().size();
    }
}
