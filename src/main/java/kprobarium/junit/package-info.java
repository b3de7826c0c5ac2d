/// Experiments as JUnit tests, for builds of other people: a method with [@ExploreTest][kprobarium.junit.ExploreTest] is one test for each
/// thing that an experiment expects of each kernel.
///
/// JUnit is known here and nowhere else. It comes with the build that uses it; the program does without.
package kprobarium.junit;
