package kprobarium.experiment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kprobarium.elf.ElfFile;
import kprobarium.isa.Assembler;
import kprobarium.isa.Assembly;
import kprobarium.kernel.Layout;
import kprobarium.symbol.Symbols;

/// The guest code and data of an experiment, assembled where they will lie, each part knowing the labels of the others.
///
/// What follows a label that has a page of its own, up to the next label, is a part by itself. It is found by lines: such a label stands
/// first on its own.
///
/// @param text  what is not on a page
/// @param data  likewise
/// @param pages the pages, in the order in which they are listed
/// @param elf   the program that stands in place of all of them
public record Image(Assembly text, Assembly data, List<Page> pages, Optional<ElfFile> elf, Symbols symbols) {
    private static final Pattern LABEL = Pattern.compile("\\s*([A-Za-z_$][A-Za-z0-9_.$]*)\\s*:.*");

    /// A page, which has what follows one label.
    public record Page(PageDecl decl, boolean text, Assembly assembly) {}

    private record Part(String source, long base, Optional<PageDecl> page, boolean text) {
        Assembly assemble(Symbols known) {
            return Assembler.assemble(source, base, known);
        }
    }

    /// `text` and `data` may be preceded by empty lines, so that diagnostics have the lines of a file.
    public static Image of(String text, String data, List<PageDecl> pages) {
        Set<String> labels = new LinkedHashSet<>();
        pages.forEach(page -> labels.add(page.label()));
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(lines(text, label -> !labels.contains(label)), Layout.TEXT, Optional.empty(), true));
        parts.add(new Part(lines(data, label -> !labels.contains(label)), Layout.DATA, Optional.empty(), false));
        for (int i = 0; i < pages.size(); i++) {
            PageDecl page = pages.get(i);
            long base = (page.paging().isUsers() ? Layout.USER_PAGES : Layout.KERNEL_PAGES) + i * Layout.PAGE_STRIDE;
            boolean ofText = text.lines().anyMatch(line -> label(line).filter(page.label()::equals).isPresent());
            parts.add(new Part(lines(ofText ? text : data, page.label()::equals), base, Optional.of(page), ofText));
        }
        List<Symbols> own = parts.stream().map(part -> part.assemble(Symbols.none()).labels()).toList();
        List<Assembly> assembled = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) assembled.add(parts.get(i).assemble(others(own, i)));
        List<Page> withPage = new ArrayList<>();
        for (int i = 2; i < parts.size(); i++) {
            withPage.add(new Page(parts.get(i).page().orElseThrow(), parts.get(i).text(), assembled.get(i)));
        }
        Symbols.Builder all = Symbols.builder();
        assembled.forEach(part -> all.add(part.labels()));
        return new Image(assembled.get(0), assembled.get(1), withPage, Optional.empty(), all.build());
    }

    private static Image of(ElfFile program) {
        Image nothing = of("", "", List.of());
        return new Image(nothing.text(), nothing.data(), List.of(), Optional.of(program), program.symbols());
    }

    /// The image of an experiment that has been read without a fault.
    public static Image of(Experiment experiment) {
        if (experiment.elf().isPresent()) return of(experiment.elf().get());
        Image image = of(experiment.text(), experiment.data(), experiment.machine().space().pages());
        if (!image.assemblies().stream().allMatch(Assembly::ok)) {
            throw new IllegalArgumentException(experiment.source() + " does not assemble; read it with an ExperimentFile first");
        }
        return image;
    }

    /// All parts: text, data, then the pages.
    public List<Assembly> assemblies() {
        List<Assembly> all = new ArrayList<>(List.of(text, data));
        pages.forEach(page -> all.add(page.assembly()));
        return all;
    }

    private static Symbols others(List<Symbols> own, int part) {
        Symbols.Builder others = Symbols.builder();
        for (int i = 0; i < own.size(); i++) if (i != part) others.add(own.get(i));
        return others.build();
    }

    /// The lines that belong to the labels that `mine` knows, and those before the first label if it does not care; the others are empty.
    private static String lines(String source, Predicate<String> mine) {
        StringBuilder lines = new StringBuilder();
        boolean keeps = mine.test("");
        for (String line : source.split("\n", -1)) {
            keeps = label(line).map(mine::test).orElse(keeps);
            lines.append(keeps ? line : "").append('\n');
        }
        return lines.toString();
    }

    private static Optional<String> label(String line) {
        Matcher label = LABEL.matcher(line);
        return label.matches() ? Optional.of(label.group(1)) : Optional.empty();
    }
}
