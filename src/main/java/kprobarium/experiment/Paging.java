package kprobarium.experiment;

import kprobarium.kernel.Mm;

/// Where a page is, and whether it is there.
public enum Paging implements Word {
    USER("user", "A user address, there from the start.", Mm.Paging.PRESENT),
    DEMAND("demand", "A user address in a VMA; the first fault brings the page.", Mm.Paging.DEMAND),
    SLEEPING("sleeping", "The same, and the task that takes the fault sleeps before the page is there.", Mm.Paging.SLEEPING),
    ABSENT("absent", "A user address in no VMA: every access fails.", Mm.Paging.ABSENT),
    KERNEL_ABSENT("kernel-absent", "A kernel address at which nothing is.", Mm.Paging.ABSENT);

    private final String word;
    private final String doc;
    private final Mm.Paging paging;

    Paging(String word, String doc, Mm.Paging paging) {
        this.word = word;
        this.doc = doc;
        this.paging = paging;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String doc() {
        return doc;
    }

    boolean isUsers() {
        return this != KERNEL_ABSENT;
    }

    Mm.Paging paging() {
        return paging;
    }
}
