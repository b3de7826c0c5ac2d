/// One search done by many: by the cores of this machine, and by other machines that help.
///
/// A [Job][kprobarium.farm.Job] is a search as a value. It falls into numbered [units][kprobarium.farm.Unit], and into which depends on the
/// job alone: not on who works, nor on how many. Every unit carries all that is needed to do it, so any worker anywhere can, and whoever
/// does it comes to the same [result][kprobarium.farm.UnitResult]. The [Ledger][kprobarium.farm.Ledger] hands units out, takes results as
/// they come, and joins them in the order of their numbers. So what comes out is the same to the last byte for one worker and for
/// sixteen, and when a worker is lost on the way its units are simply done by another.
///
/// [Workers][kprobarium.farm.Workers] are threads, each with a machine of its own. What carries units to other machines is `live`'s.
package kprobarium.farm;
