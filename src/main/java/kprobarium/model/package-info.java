/// Small concurrent programs that are explored without a machine: what a race comes down to, and the workloads that explorers are compared
/// on.
///
/// A [Model][kprobarium.model.Model] has a few shared locations and threads that are state machines; it announces each access before it
/// makes it, like the machine, so every search that works on one works on the other.
package kprobarium.model;
