/// Addresses with names: `foo+0x8` to address and back, as the kernel prints and reads them.
///
/// Everything that shows an address to a person goes through [kprobarium.symbol.Symbols], so that traces, disassembly, oopses and
/// diagnostics call a place by one name. [kprobarium.symbol.Nearest] is the "did you mean" of every diagnostic.
package kprobarium.symbol;
