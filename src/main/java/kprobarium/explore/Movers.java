package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.ChoicePoint;

/// The agents that can move at a choice point, each with the ways in which it can: for samplers that first draw who moves.
final class Movers {
    private int size;
    private int[] agents = new int[16];
    private int[] plain = new int[16];
    private int[] ways = new int[16];

    /// Reads `point`; answers how many agents can move there.
    int read(ChoicePoint point) {
        size = 0;
        for (int option = 0; option < point.size(); option++) {
            int agent = Agents.number(point.code(option));
            int mover = find(agent);
            if (mover < 0) add(agent, option);
            else ways[mover]++;
        }
        return size;
    }

    private int find(int agent) {
        for (int mover = size - 1; mover >= 0; mover--) if (agents[mover] == agent) return mover;
        return -1;
    }

    private void add(int agent, int option) {
        if (size == agents.length) {
            agents = Arrays.copyOf(agents, 2 * size);
            plain = Arrays.copyOf(plain, 2 * size);
            ways = Arrays.copyOf(ways, 2 * size);
        }
        agents[size] = agent;
        plain[size] = option;
        ways[size++] = 1;
    }

    /// The number of the agent, below [Agents#NUMBERS].
    int agent(int mover) {
        return agents[mover];
    }

    /// The plain option of a mover.
    int plain(int mover) {
        return plain[mover];
    }

    /// The mover whose agent has this number, or -1 if it cannot move here.
    int moverOf(int agent) {
        return find(agent);
    }

    /// One of the mover's options: the plain one as often as all others together, and those equally often.
    int draw(int mover, ChoicePoint point, Lots lots) {
        if (ways[mover] == 1 || lots.below(2) == 0) return plain[mover];
        int others = 1 + lots.below(ways[mover] - 1);
        int option = plain[mover];
        while (others > 0) if (Agents.number(point.code(++option)) == agents[mover]) others--;
        return option;
    }
}
