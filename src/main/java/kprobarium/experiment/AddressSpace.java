package kprobarium.experiment;

import java.util.List;

/// What there is besides plain text and data: pages that need not be there, and the exception table for accesses that do not find them.
public record AddressSpace(List<PageDecl> pages, List<FixupDecl> extable) {
    /// Everything is there, always.
    public static final AddressSpace PLAIN = new AddressSpace(List.of(), List.of());

    public AddressSpace {
        pages = List.copyOf(pages);
        extable = List.copyOf(extable);
    }
}
