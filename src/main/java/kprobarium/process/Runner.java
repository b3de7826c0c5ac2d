package kprobarium.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a program runs on.
interface Runner {
    /// Goes on for at most `budget` instructions; what the program has come to, if it has.
    Optional<Ended> go(long budget);

    /// How many instructions the program has executed.
    long executed();

    /// What has become of its probes.
    List<LinuxProcess.ProbeCount> probes();

    /// The system calls that there are not, by their numbers, and how often the program has tried.
    Map<Long, Long> unknownCalls();
}
