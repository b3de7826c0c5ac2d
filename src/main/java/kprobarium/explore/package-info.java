/// Many plays of one [subject][kprobarium.explore.Subject], an experiment on a kernel or a model: what its schedules end in, and the
/// shortest way to each end.
///
/// A search goes back by the subject's journal, never by playing again, and recognises a state by its digest. It has no clock and no
/// threads: whoever starts it [watches][kprobarium.explore.Watch] over the time and lends it a [crew][kprobarium.explore.Crew].
///
/// ## Ways to search
///
/// Each is a [Strategy][kprobarium.explore.Strategy], and [Strategies][kprobarium.explore.Strategies] knows which one the words of a file
/// name. They note the ends that they meet in a [Harvest][kprobarium.explore.Harvest] and answer what they went through, an
/// [Effort][kprobarium.explore.Effort], with what a clean result is [worth][kprobarium.explore.Assurance].
///
/// - [Exhaustive][kprobarium.explore.Exhaustive]: the graph of all states, by several workers; where it has circles, by one.
/// - [Reduced][kprobarium.explore.Reduced] and [Dpor][kprobarium.explore.Dpor] leave out orders that cannot matter. What can matter is
///   asked of [Conflict][kprobarium.schedule.Conflict] alone.
/// - [Bounded][kprobarium.explore.Bounded]: few preemptions or delays, fewer first.
/// - [Sampling][kprobarium.explore.Sampling] plays the schedules that a [Sampler][kprobarium.explore.Sampler] draws,
///   [Portfolio][kprobarium.explore.Portfolio] those of several; both say of what they saw, [Samples][kprobarium.explore.Samples], how
///   much they may have missed.
///
/// ## What a search found
///
/// [Shortest][kprobarium.explore.Shortest] asks for nothing but the ending, so one condition has one schedule, whoever came upon it, and
/// with it one [Token][kprobarium.explore.Token]: it builds the graph of what can be [reached][kprobarium.explore.Reached] with so many
/// preemptions, one more at a time, and takes the [canonical][kprobarium.explore.Canonical] way through it, or the simplest
/// [way round][kprobarium.explore.Rounds]. [Contrast][kprobarium.explore.Contrast] says which pair of accesses decides, and
/// [Shrinker][kprobarium.explore.Shrinker] what the experiment could do without.
package kprobarium.explore;
