package kprobarium.experiment;

/// One entry of a vocabulary: the word as it is written in an experiment file, and one sentence that says what it means.
public interface Word {
    /// The word itself, as the kernel or the architecture spells it.
    String word();

    /// One sentence for the reference page.
    String doc();
}
