package kprobarium.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A method that is one test for each variant of an experiment, each kernel that it speaks of and each thing that it expects there.
///
/// ```java
/// @ExploreTest("experiments/disarm-race.yaml")
/// void the_probe_can_be_removed_under_fire() {}
/// ```
///
/// The schedules are searched before the method is called, once for each variant and kernel. A test fails, and its method is not called,
/// if the expectation is not met, if the search ended before it could say, if no play ever had a choice, and if the experiment cannot be
/// read. The message has the verdict, the counts, the table of outcomes, and the token and the command that replay the schedule that
/// decides. A method can have an [ExploredCondition] as parameter, to look at what came out or to ask for more.
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(ExploreExtension.class)
public @interface ExploreTest {
    /// The experiment's file: a path from where the build runs, such as `src/test/experiments/race.yaml`; or, where there is no such file,
    /// a resource on the class path, from its root.
    String value();

    /// The kernels to explore on; those that the file speaks of if there are none. Each has to be one of them.
    String[] kernels() default {};

    /// How to search, as in the file: `exhaustive`, `surw, 10k schedules`; what the file says if it is empty.
    String search() default "";

    /// What the schedules of a search that draws them are drawn from.
    long seed() default 1;

    /// The most states, or executions, of a search that goes through all schedules; what the search says if it is 0.
    long maxStates() default 0;
}
