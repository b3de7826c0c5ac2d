package kprobarium.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import kprobarium.machine.State;
import kprobarium.schedule.Schedule;

/// The graph of all states, searched depth-first by workers that share the table of states; and what follows from the graph.
///
/// A worker that has nothing to do is given a branch that another has left open nearest to the start, and goes there by playing the moves
/// that lead to it. Who visits which state is chance; the graph is not. So whatever is reported is computed from the graph: how many
/// schedules lead to which ending, the longest, and for each ending the schedule that comes first when moves are tried in order.
///
/// It gives up where something goes in a circle: a state comes again on a path, but for its statistics; or, if the circle is spread over
/// the paths of several workers, states are left over when the graph is put in order.
final class AcyclicSearch {
    private static final int NOT_TAKEN = -1;
    private static final int NOT_FINAL = -1;

    /// A move from a state that a worker has left to others: which one, the moves to there, and where its successor is to be noted.
    private record Branch(int[] way, int move, Worker giver, int edge) {}

    private final Subject first;
    private final Crew crew;
    private final Watch watch;
    private final Optional<Outlook> outlook;
    private final StateTable states;
    private final Worker[] workers;
    private final Deque<Branch> branches = new ArrayDeque<>();
    private int atWork;
    private volatile boolean somebodyWaits;
    private volatile boolean circles;
    private volatile boolean ended;
    private volatile boolean full;

    AcyclicSearch(Subject subject, long maxStates, Crew crew, Supplier<Subject> another, Watch watch) {
        first = subject;
        states = new StateTable(maxStates);
        subject.state().keepJournal();
        outlook = watch.asksHowMuchIsDone() ? Optional.of(new Outlook(subject.playable())) : Optional.empty();
        subject.forgetCovered();
        this.crew = crew;
        this.watch = watch;
        workers = IntStream.range(0, crew.size()).mapToObj(i -> new Worker(i == 0 ? subject : another.get(), i == 0))
                .toArray(Worker[]::new);
    }

    /// Searches; false if something goes in a circle.
    boolean run() {
        atWork = workers.length;
        crew.work(number -> {
            Worker worker = workers[number];
            boolean through = false;
            try {
                if (number == 0) worker.begin();
                for (Branch branch = next(); branch != null; branch = next()) worker.follow(branch);
                through = true;
            } finally {
                if (!through) fail();
            }
        });
        return !circles && put();
    }

    /// What the workers but the first have covered.
    List<String> covered() {
        return Arrays.stream(workers).skip(1).flatMap(worker -> worker.subject.covered().stream()).toList();
    }

    /// How many states have been visited; while workers are at it, about so many.
    private long visited() {
        return Arrays.stream(workers).mapToLong(worker -> worker.numbers.used()).sum();
    }

    /// Whether there was no room for a state.
    boolean isFull() {
        return full;
    }

    /// The next branch that somebody has left; null if there will be none.
    private synchronized Branch next() {
        atWork--;
        while (true) {
            if (ended || circles) branches.clear();
            Branch branch = branches.poll();
            if (branch != null) {
                atWork++;
                somebodyWaits = false;
                return branch;
            }
            if (atWork == 0) {
                notifyAll();
                return null;
            }
            somebodyWaits = true;
            try {
                wait();
            } catch (InterruptedException interrupt) {
                ended = true;
            }
        }
    }

    /// A worker has failed: nobody waits for it, and the search ends.
    private synchronized void fail() {
        ended = true;
        atWork--;
        notifyAll();
    }

    private synchronized void give(List<Branch> left) {
        branches.addAll(left);
        somebodyWaits = false;
        notifyAll();
    }

    private final class Worker {
        private final Subject subject;
        private final State state;
        private final boolean reports;
        private final Path path;
        private final Harvest harvest;
        private final StateTable.Numbers numbers = states.new Numbers();
        private long transitions;

        /// The first edge of each open state of the path.
        private int[] firstEdge = new int[256];
        /// The states that this worker has opened: number, first edge; and where its edges lead.
        private int[] nodes = new int[1024];
        private int[] edgesFrom = new int[1024];
        private int opened;
        private int[] leadsTo = new int[4096];
        private int edges;
        /// Final states and the number of their ending; successors of states that others have opened.
        private int[] finals = new int[64];
        private int[] endings = new int[64];
        private int ended;
        private final List<Found> found = new ArrayList<>();

        private record Found(Worker giver, int edge, int successor) {}

        Worker(Subject subject, boolean reports) {
            this.subject = subject;
            this.reports = reports;
            state = subject.state();
            state.keepJournal();
            path = new Path(subject.playable());
            harvest = new Harvest(subject);
        }

        void begin() {
            visit(states.add(state.digest(), numbers));
            search(0);
        }

        void follow(Branch branch) {
            for (int move : branch.way) {
                path.open();
                path.take(move);
            }
            path.open();
            path.take(branch.move);
            int base = path.depth();
            found.add(new Found(branch.giver, branch.edge, arrive()));
            search(base);
            while (path.depth() > 0) path.close();
        }

        /// The state that the last move led to: its number, or one that says there is none.
        private int arrive() {
            transitions++;
            if (path.circle() >= 0) {
                circles = true;
                return NOT_TAKEN;
            }
            int number = path.depth() < Path.DEEPEST ? states.add(state.digest(), numbers) : StateTable.FULL;
            if (number == StateTable.FULL) {
                full = true;
                return NOT_TAKEN;
            }
            if (number < 0) return ~number;
            visit(number);
            return number;
        }

        /// Opens a new state; a final one is closed again.
        private void visit(int number) {
            int moves = path.open();
            if (moves == 0) {
                path.close();
                if (ended == finals.length) {
                    finals = Arrays.copyOf(finals, 2 * ended);
                    endings = Arrays.copyOf(endings, 2 * ended);
                }
                finals[ended] = number;
                endings[ended++] = harvest.now(Ending.How.FINISHED);
                return;
            }
            int depth = path.depth() - 1;
            if (depth >= firstEdge.length) firstEdge = Arrays.copyOf(firstEdge, 2 * depth);
            if (opened == nodes.length) {
                nodes = Arrays.copyOf(nodes, 2 * opened);
                edgesFrom = Arrays.copyOf(edgesFrom, 2 * opened);
            }
            if (edges + moves > leadsTo.length) {
                leadsTo = Arrays.copyOf(leadsTo, Math.max(edges + moves, leadsTo.length + leadsTo.length / 2));
            }
            Arrays.fill(leadsTo, edges, edges + moves, NOT_TAKEN);
            firstEdge[depth] = edges;
            nodes[opened] = number;
            edgesFrom[opened++] = edges;
            edges += moves;
        }

        /// Searches what is open at `base` and deeper.
        private void search(int base) {
            while (path.depth() > base) {
                if (circles || AcyclicSearch.this.ended) {
                    path.close();
                    continue;
                }
                int depth = path.depth() - 1;
                int choice = path.nextChoice();
                int move = path.nextMove();
                if (move < 0) {
                    path.close();
                    continue;
                }
                path.take(move);
                int successor = arrive();
                leadsTo[firstEdge[depth] + choice] = successor;
                if (transitions % Watch.INTERVAL == 0 && reports) {
                    if (outlook.isPresent() && watch.asksHowMuchIsDone()) watch.done(outlook.get().visited(states));
                    if (!watch.goOn(visited(), transitions, path.depth())) AcyclicSearch.this.ended = true;
                }
                if (somebodyWaits) share(base);
            }
        }

        /// Leaves all open branches of the state nearest to the start to others.
        private void share(int base) {
            for (int depth = base; depth < path.depth(); depth++) {
                if (!path.hasMoreAt(depth)) continue;
                List<Branch> left = new ArrayList<>();
                int[] way = path.wayTo(depth);
                for (int choice = path.nextChoiceAt(depth); path.hasMoreAt(depth); choice++) {
                    left.add(new Branch(way, path.nextMoveAt(depth), this, firstEdge[depth] + choice));
                }
                give(left);
                return;
            }
        }
    }

    // The graph, when all is searched.

    private int[] firstEdge;
    private int[] edgeCount;
    private int[] leadsTo;
    private int[] endingOf;
    private int[] order;
    private long transitions;
    private int longest;
    private final List<Ending> endings = new ArrayList<>();

    /// Puts the states in an order in which each comes before those it leads to; false if there is none.
    private boolean put() {
        int n = states.numbers();
        firstEdge = new int[n];
        edgeCount = new int[n];
        endingOf = new int[n];
        Arrays.fill(endingOf, NOT_FINAL);
        leadsTo = new int[Arrays.stream(workers).mapToInt(worker -> worker.edges).sum()];
        int base = 0;
        int[] bases = new int[workers.length];
        for (int w = 0; w < workers.length; w++) {
            Worker worker = workers[w];
            bases[w] = base;
            System.arraycopy(worker.leadsTo, 0, leadsTo, base, worker.edges);
            for (int i = 0; i < worker.opened; i++) {
                int number = worker.nodes[i];
                firstEdge[number] = base + worker.edgesFrom[i];
                edgeCount[number] = (i + 1 < worker.opened ? worker.edgesFrom[i + 1] : worker.edges) - worker.edgesFrom[i];
            }
            base += worker.edges;
        }
        for (Worker worker : workers) {
            for (Worker.Found found : worker.found) {
                leadsTo[bases[Arrays.asList(workers).indexOf(found.giver())] + found.edge()] = found.successor();
            }
            for (int i = 0; i < worker.ended; i++) endingOf[worker.finals[i]] = number(worker.harvest.get(worker.endings[i]));
        }
        return sort();
    }

    private int number(Ending ending) {
        int number = endings.indexOf(ending);
        if (number >= 0) return number;
        endings.add(ending);
        return endings.size() - 1;
    }

    private boolean sort() {
        int n = firstEdge.length;
        int[] comeFrom = new int[n];
        for (int to : leadsTo) if (to != NOT_TAKEN) comeFrom[to]++;
        order = new int[n];
        int[] steps = new int[n];
        int ready = 0;
        for (int i = 0; i < n; i++) if (comeFrom[i] == 0) order[ready++] = i;
        for (int next = 0; next < ready; next++) {
            int from = order[next];
            for (int e = firstEdge[from]; e < firstEdge[from] + edgeCount[from]; e++) {
                int to = leadsTo[e];
                if (to == NOT_TAKEN) continue;
                transitions++;
                steps[to] = Math.max(steps[to], steps[from] + 1);
                if (--comeFrom[to] == 0) order[ready++] = to;
            }
            longest = Math.max(longest, steps[from]);
        }
        return ready == n;
    }

    /// Hands over what was found.
    Effort reap(Harvest harvest) {
        record Reaped(Ending ending, double schedules, long ends, Schedule first) {}
        List<Reaped> all = new ArrayList<>();
        double[][] schedules = new double[crew.size()][];
        for (int e = 0; e < endings.size(); e += schedules.length) {
            int base = e;
            crew.work(number -> schedules[number] = base + number < endings.size() ? schedulesTo(base + number) : null);
            for (int i = 0; i < schedules.length && base + i < endings.size(); i++) {
                int number = base + i;
                long ends = Arrays.stream(endingOf).filter(ending -> ending == number).count();
                all.add(new Reaped(endings.get(number), schedules[i][0], ends, firstTo(schedules[i])));
            }
        }
        all.sort(Comparator.comparing(reaped -> reaped.ending().toString() + reaped.ending().predicates()));
        for (Reaped reaped : all) {
            harvest.count(harvest.add(reaped.ending(), reaped.ends(), reaped.first()), reaped.schedules());
        }
        Assurance assurance = full || ended ? Assurance.NONE : Assurance.EXHAUSTIVE;
        return new Effort(visited(), transitions, longest, 0, 0, Effort.Unit.SCHEDULES, assurance).covering(covered());
    }

    /// How many schedules lead from each state to the ending of this number. The start is state 0.
    private double[] schedulesTo(int ending) {
        double[] schedules = new double[order.length];
        for (int i = order.length - 1; i >= 0; i--) {
            int from = order[i];
            double sum = endingOf[from] == ending ? 1 : 0;
            for (int e = firstEdge[from]; e < firstEdge[from] + edgeCount[from]; e++) {
                if (leadsTo[e] != NOT_TAKEN) sum += schedules[leadsTo[e]];
            }
            schedules[from] = sum;
        }
        return schedules;
    }

    /// The schedule that takes the first move that leads there, each time.
    private Schedule firstTo(double[] schedules) {
        Path path = new Path(first.playable());
        for (int at = 0;;) {
            if (path.open() == 0) break;
            int e = firstEdge[at];
            int move = path.nextMove();
            for (; leadsTo[e] == NOT_TAKEN || schedules[leadsTo[e]] == 0; e++) move = path.nextMove();
            path.take(move);
            at = leadsTo[e];
        }
        path.close();
        Schedule schedule = path.schedule();
        while (path.depth() > 0) path.close();
        return schedule;
    }
}
