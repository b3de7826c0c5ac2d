/// Many plays of one experiment: every state it can reach, what its schedules end in, and the shortest way to each end.
///
/// The [Explorer][kprobarium.explore.Explorer] goes back by the machine's journal, never by playing again, and recognises a state by its
/// digest. It has no clock: whoever starts it watches over the time, see [Watch][kprobarium.explore.Watch].
///
/// ## What a search found
///
/// [Shortest][kprobarium.explore.Shortest] asks for nothing but the ending, so one condition has one schedule, whoever came upon it, and
/// with it one [Token][kprobarium.explore.Token]: it builds the graph of what can be [reached][kprobarium.explore.Reached] with so many
/// preemptions, one more at a time, and takes the [canonical][kprobarium.explore.Canonical] way through it, or the simplest
/// [way round][kprobarium.explore.Rounds]. [Contrast][kprobarium.explore.Contrast] says which pair of accesses decides, and
/// [Shrinker][kprobarium.explore.Shrinker] what the experiment could do without.
package kprobarium.explore;
