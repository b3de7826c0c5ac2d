package kprobarium.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import kprobarium.junit.ExploreTest;
import kprobarium.junit.ExploredCondition;

class DisarmRaceTest {
    @ExploreTest("conf/experiments/disarm-race.yaml")
    void every_kernel_does_what_the_file_says() {}

    @ExploreTest(value = "conf/experiments/disarm-race.yaml", kernels = "linux-6.3+badi", search = "random, 2k schedules", seed = 7)
    void badi_survives_a_sample(ExploredCondition condition) {
        assertEquals("p < 1.5e-3 at 95 % (2,000 schedules)", condition.assurance());
    }
}
