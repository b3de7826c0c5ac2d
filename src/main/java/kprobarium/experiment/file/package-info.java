/// Experiment files: YAML in, an [Experiment][kprobarium.experiment.Experiment] or diagnostics out. The YAML library
/// is known here and nowhere else, and of it only the event stream: this package composes its own nodes, so that each
/// key and value knows its line and column and hostile files meet a limit before they meet a stack.
///
/// [Key][kprobarium.experiment.file.Key] is the table of the format. The reader, the JSON schema and the reference page
/// are readings of it; a key that is not in the table does not exist.
package kprobarium.experiment.file;
