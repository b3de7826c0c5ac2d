package kprobarium.kernel;

import java.util.List;

/// What upstream has changed at one time, with the commit that did it. Most can be brought back to an older version by their name.
public abstract class Change extends KernelPatch {
    private final String commit;

    protected Change(String name, String commit, String concerns, String sentence, String... functions) {
        super(name, concerns, sentence, functions);
        this.commit = commit;
    }

    /// The commit upstream, shortened; of a stable tree's own line, the tree.
    public final String commit() {
        return commit;
    }

    /// Whether it can be put on an older version by itself, rather than only come with a version's files.
    public boolean isPatch() {
        return true;
    }

    /// A change that is all over the file, and no patch.
    static final class Rewrite extends Change {
        Rewrite(String name, String commit, String concerns, String sentence, String... functions) {
            super(name, commit, concerns, sentence, functions);
        }

        @Override
        public boolean isPatch() {
            return false;
        }
    }

    /// Those of `changes` that can be used in a name.
    static List<Change> patches(List<Change> changes) {
        return changes.stream().filter(Change::isPatch).toList();
    }
}
