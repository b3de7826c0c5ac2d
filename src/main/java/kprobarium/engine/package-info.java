/// How instructions are executed fast: exactly counted, exactly preemptible, in two tiers that cannot be told apart but by the clock.
///
/// [kprobarium.engine.Core#run] is the only way time passes. Tier 0 executes one [kprobarium.engine.Op] a word of text; tier 1 compiles hot
/// [regions][kprobarium.engine.Region] to JVM bytecode. Neither knows what an instruction does: both transcribe the bytecode of the table's
/// own third column ([kprobarium.isa.RowCode]), tier 0 with registers in an array and fields in a cell, tier 1 with registers in the JVM's
/// local variables and fields as constants. What was read there can be [kept][kprobarium.engine.Transcription#saved] for later runs.
///
/// Speed is mostly what HotSpot is asked to compile. So a row gets a cell class of its own only once it is executed often, two cells become
/// a [kprobarium.engine.Pair] only where nothing is compiled, and a region takes in only text that has been executed and can be entered
/// wherever the budget is looked at; what it covers is hardly ever compiled from elsewhere too.
package kprobarium.engine;
