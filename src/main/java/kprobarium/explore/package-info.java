/// Many plays of one experiment: every state it can reach, what its schedules end in, and the shortest way to each end.
///
/// The [Explorer][kprobarium.explore.Explorer] goes back by the machine's journal, never by playing again, and recognises a state by its
/// digest. It has no clock: whoever starts it watches over the time, see [Watch][kprobarium.explore.Watch].
package kprobarium.explore;
