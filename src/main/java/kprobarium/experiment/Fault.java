package kprobarium.experiment;

/// Why a piece of notation could not be read.
///
/// @param offset   the place in the notation, from 0
/// @param found    what stands there
/// @param expected what could stand there; may be empty
/// @param hint     what to type instead; may be empty
public record Fault(int offset, String found, String expected, String hint) {
}
