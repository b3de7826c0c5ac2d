package kprobarium.experiment;

import java.util.List;
import java.util.Objects;

/// What there is besides plain text and data: pages that need not be there, and the exception table for accesses that do not find them;
/// and whether text can be made writable.
public record AddressSpace(List<PageDecl> pages, List<FixupDecl> extable, SetMemoryRw setMemoryRw) {
    /// Everything is there, always.
    public static final AddressSpace PLAIN = new AddressSpace(List.of(), List.of(), SetMemoryRw.SUCCEEDS);

    public AddressSpace {
        pages = List.copyOf(pages);
        extable = List.copyOf(extable);
        Objects.requireNonNull(setMemoryRw);
    }
}
