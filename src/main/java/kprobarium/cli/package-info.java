/// The command line: one class a command, and what they share.
///
/// A command reads files and options, hands the work to [kprobarium.explore], and prints what came out: as text for people, or as JSON
/// whose keys stay. Here alone are the clock of a search, the terminal and the exit status. A command that cannot go on says why in a
/// [Refusal][kprobarium.cli.Refusal]; nobody is shown a stack trace who has not asked for one with `--debug`.
package kprobarium.cli;
