/// The oracle: everything the architecture and the kernel leave open is asked here, and the answers, written down, are a schedule.
///
/// A machine offers its [ChoicePoint][kprobarium.schedule.ChoicePoint], a [Scheduler][kprobarium.schedule.Scheduler] answers, and a
/// [Schedule][kprobarium.schedule.Schedule] is all the answers as text that a person can read and edit. Strategies are one short file
/// each; checks are schedulers that wrap schedulers.
package kprobarium.schedule;
