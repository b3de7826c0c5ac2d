package kprobarium.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kprobarium.machine.State;
import kprobarium.schedule.Schedule;

/// Every schedule there is, as long as there are at most `maxStates` states, where circles are to be expected.
///
/// The search is depth-first over states: a state met again is not searched again, but its schedules are [counted][Tally] again. Where the
/// machine comes back, but for its statistics, to a state on its own path, it goes in a circle: a livelock if [nobody is left
/// out][Agents], otherwise just a schedule that starves somebody, and cut there.
final class CyclicSearch implements Strategy {
    private final long maxStates;

    CyclicSearch(long maxStates) {
        this.maxStates = maxStates;
    }

    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        State state = subject.state();
        Tally tally = new Tally();
        Fingerprints visited = new Fingerprints();
        Path path = new Path(subject.playable());
        List<Integer> open = new ArrayList<>();
        long transitions = 0;
        int deepest = 0;
        boolean complete = true;

        int root = tally.add();
        visited.put(state.digest(), root);
        open.add(root);
        if (path.open() == 0) {
            path.close();
            tally.end(root, harvest.end(Ending.How.FINISHED, path::schedule));
        }
        while (path.depth() > 0) {
            int here = open.getLast();
            int move = complete ? path.nextMove() : -1;
            if (move < 0) {
                Optional<Schedule> round = path.close();
                if (round.isPresent()) tally.end(here, harvest.end(Ending.How.LIVELOCK, round::get));
                open.removeLast();
                if (!open.isEmpty()) tally.follow(open.getLast(), here);
                continue;
            }
            path.take(move);
            if (++transitions % Watch.INTERVAL == 0 && !watch.goOn(visited.size(), transitions, path.depth())) complete = false;
            int circle = path.circle();
            if (circle >= 0) {
                Optional<Schedule> round = path.livelock(circle);
                if (round.isPresent()) tally.end(here, harvest.end(Ending.How.LIVELOCK, round::get));
                continue;
            }
            if (path.depth() >= Path.DEEPEST) {
                tally.end(here, harvest.end(Ending.How.CUT, path::schedule));
                complete = false;
                continue;
            }
            int known = visited.get(state.digest());
            if (known != Fingerprints.NONE) {
                tally.follow(here, known);
                continue;
            }
            if (visited.size() >= maxStates) {
                complete = false;
                continue;
            }
            int node = tally.add();
            visited.put(state.digest(), node);
            deepest = Math.max(deepest, path.depth());
            if (path.open() == 0) {
                path.close();
                tally.end(node, harvest.end(Ending.How.FINISHED, path::schedule));
                tally.follow(here, node);
            } else {
                open.add(node);
            }
        }
        for (int ending = 0; ending < harvest.size(); ending++) harvest.count(ending, tally.get(root, ending));
        return new Effort(visited.size(), transitions, deepest, 0, 0, Effort.Unit.SCHEDULES,
                complete ? Assurance.EXHAUSTIVE : Assurance.NONE);
    }
}
