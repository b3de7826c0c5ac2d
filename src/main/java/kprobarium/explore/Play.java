package kprobarium.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.machine.Playable;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Replay;
import kprobarium.schedule.Schedule;
import kprobarium.schedule.Scheduler;

/// One schedule that was written down, played again from the start: every move, and how it ends.
///
/// The rig stays where the schedule ends, so that one may look around there.
public final class Play {
    private record Visited(long state, long could) {}

    private final Subject subject;
    private final ChoicePoint point = new ChoicePoint();
    private final List<Visited> visited = new ArrayList<>();
    private final List<Integer> taken = new ArrayList<>();

    /// `rig` is at its start.
    public Play(Rig rig, List<Predicate> predicates) {
        this(new ExperimentSubject(rig, predicates));
    }

    /// `subject` is at its start.
    public Play(Subject subject) {
        this.subject = subject;
    }

    /// Plays `schedule`; `before` hears the code of each move before it is made. The ending is [Ending.How#CUT] if the machine could go
    /// on, and not only in a circle that leaves nobody out.
    ///
    /// @throws Replay.Mismatch if the machine does not offer a move of the schedule
    public Ending play(Schedule schedule, IntConsumer before) {
        Playable playable = subject.playable();
        Replay replay = new Replay(schedule);
        while (true) {
            playable.choices(point);
            visited.add(new Visited(playable.state().digestWithoutCounts(), Agents.all(point)));
            if (point.size() == 0 && replay.done()) return subject.ending(Ending.How.FINISHED);
            int option = replay.choose(point);
            if (option == Scheduler.STOP) return subject.ending(circleFrom().isPresent() ? Ending.How.LIVELOCK : Ending.How.CUT);
            int code = point.code(option);
            before.accept(code);
            taken.add(code);
            playable.take(code);
        }
    }

    /// After how many moves the machine was in this state before, but for its statistics, with nobody left out since.
    public OptionalInt circleFrom() {
        long did = 0;
        long could = 0;
        for (int i = taken.size() - 1; i >= 0; i--) {
            did |= Agents.of(taken.get(i));
            could |= visited.get(i).could();
            if (visited.get(i).state() == visited.getLast().state() && Agents.nobodyLeftOut(could, did)) return OptionalInt.of(i);
        }
        return OptionalInt.empty();
    }
}
