/// The experiment as a value: what is loaded, which probes stand where, what each CPU does, and what is expected of
/// which kernel. Nothing here reads a file (`experiment.file` does) and nothing here runs anything: an explorer plays an
/// [Experiment][kprobarium.experiment.Experiment], shows each play's end as an
/// [Outcome][kprobarium.experiment.Outcome], and [Judge][kprobarium.experiment.Judge] says whether the counts of
/// [Predicate][kprobarium.experiment.Predicate]s that held are what the file promised.
///
/// Every word a person may write in a file is a [Word][kprobarium.experiment.Word] of some enum here; the parser, the
/// JSON schema, the suggestions in diagnostics and the reference page are all readings of these enums.
package kprobarium.experiment;
