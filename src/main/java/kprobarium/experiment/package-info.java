/// The experiment as a value: what is loaded, which probes stand where, what each CPU does, and what is expected of
/// which kernel. Nothing here reads a file; `experiment.file` does.
///
/// A [Rig][kprobarium.experiment.Rig] sets an [Experiment][kprobarium.experiment.Experiment] up on a machine with a kernel, where it is
/// played; at the end of a play it is the [Outcome][kprobarium.experiment.Outcome] that
/// [Predicate][kprobarium.experiment.Predicate]s ask, and [Judge][kprobarium.experiment.Judge] says whether the counts of those that
/// held are what the file promised. A [Session][kprobarium.experiment.Session] is a rig that goes on until it is stopped.
///
/// Every word a person may write in a file is a [Word][kprobarium.experiment.Word] of some enum here; the parser, the
/// JSON schema, the suggestions in diagnostics and the reference page are all readings of these enums.
package kprobarium.experiment;
