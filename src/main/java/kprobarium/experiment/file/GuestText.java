package kprobarium.experiment.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import kprobarium.elf.ElfFile;
import kprobarium.experiment.Image;
import kprobarium.experiment.Names;
import kprobarium.experiment.PageDecl;
import kprobarium.isa.Assembly;
import kprobarium.isa.Diagnostic;
import kprobarium.symbol.Symbols;

/// The assembly of an experiment, assembled to learn its labels and what is wrong with it.
///
/// @param text   the text's assembly
/// @param line   where its first line stands in the file
/// @param column where its lines start
/// @param data   the data's assembly; may be empty
/// @param labels the labels of both; empty if one could not be assembled
/// @param elf    the program in place of both
record GuestText(String text, int line, int column, String data, Optional<ElfFile> elf, Optional<Map<String, Names.Place>> labels) {
    /// More assembly, or more bytes from it, is not an experiment.
    static final int MAX_LENGTH = 1 << 16;
    private static final Pattern BLOCK = Pattern.compile("\\|[-+0-9]*\\s*(#.*)?$");

    /// A block of assembly and the place of its first character.
    private record Block(String assembly, Position at) {
        static final Block NONE = new Block("", new Position(1, 1));

        /// At the block's own place, so that the assembler speaks of the lines and columns of the file.
        String inPlace() {
            return "\n".repeat(at.line() - 1) + assembly.indent(at.column() - 1);
        }
    }

    static GuestText read(Optional<Node> textNode, Optional<Node> dataNode, List<PageDecl> pages, Source source) {
        Optional<Block> textBlock = textNode.flatMap(node -> block(node, source));
        Optional<Block> dataBlock = dataNode.isEmpty() ? Optional.of(Block.NONE) : block(dataNode.get(), source);
        if (textBlock.isEmpty() || dataBlock.isEmpty()) {
            return new GuestText("", 1, 1, "", Optional.empty(), Optional.empty());
        }
        Image image = Image.of(textBlock.get().inPlace(), dataBlock.get().inPlace(), pages);
        boolean sound = image.assemblies().stream().map(assembly -> isFaultless(assembly, source)).reduce(true, Boolean::logicalAnd);
        boolean paged = !pages.isEmpty();
        sound &= hasSize(textBlock.get(), image.text(), paged, source) & hasSize(dataBlock.get(), image.data(), paged, source);
        var labels = new LinkedHashMap<String, Names.Place>();
        image.text().labels().all().forEach(label -> labels.put(label.name(), place(image.text(), label, true)));
        addData(image.data(), labels, dataNode, source);
        for (Image.Page page : image.pages()) {
            if (page.text()) page.assembly().labels().all().forEach(label -> labels.put(label.name(), place(page.assembly(), label, true)));
            else addData(page.assembly(), labels, dataNode, source);
        }
        return new GuestText(textBlock.get().assembly(), textBlock.get().at().line(), textBlock.get().at().column(),
                dataBlock.get().assembly(), Optional.empty(), sound ? Optional.of(labels) : Optional.empty());
    }

    /// The guest that is a program of its own.
    static GuestText of(Optional<ElfFile> program) {
        return new GuestText("", 1, 1, "", program, program.map(GuestText::labels));
    }

    /// Its symbols, but for those that mean something else in a predicate.
    private static Map<String, Names.Place> labels(ElfFile program) {
        var labels = new LinkedHashMap<String, Names.Place>();
        for (Symbols.Symbol symbol : program.symbols().all()) {
            program.segments().stream().filter(segment -> segment.contains(symbol.address())).findFirst()
                    .filter(_ -> !ExperimentReader.isTaken(symbol.name()))
                    .ifPresent(segment -> labels.put(symbol.name(), new Names.Place(segment.executable(), segment.end() - symbol.address())));
        }
        return labels;
    }

    private static void addData(Assembly data, Map<String, Names.Place> labels, Optional<Node> dataNode, Source source) {
        for (Symbols.Symbol label : data.labels().all()) {
            if (labels.putIfAbsent(label.name(), place(data, label, false)) != null) {
                source.problem(dataNode.orElseThrow().at(), "a label `" + label.name() + "` that the text has too",
                        "a name of its own", "");
            }
        }
    }

    private static boolean isFaultless(Assembly assembly, Source source) {
        for (Diagnostic error : assembly.errors()) {
            source.problem(new Position(error.line(), error.column()), error.message(), "", "");
        }
        return assembly.ok();
    }

    /// Whether there is something, if not on a page of its own, and not too much.
    private static boolean hasSize(Block block, Assembly assembly, boolean paged, Source source) {
        int size = assembly.image().length;
        if (block.assembly().isEmpty() || !assembly.ok() || size <= MAX_LENGTH && (size > 0 || paged)) return true;
        source.problem(block.at(), size + " bytes of code or data", "1 to " + MAX_LENGTH, "");
        return false;
    }

    private static Names.Place place(Assembly assembly, Symbols.Symbol label, boolean text) {
        return new Names.Place(text, assembly.base() + assembly.image().length - label.address());
    }

    private static Optional<Block> block(Node node, Source source) {
        if (!(node instanceof Node.Scalar scalar) || scalar.style() != Node.Style.LITERAL) {
            source.problem(node.at(), node.found(), Notion.ASSEMBLY.words(), "Write `|` after the key and indent the code below it.");
            return Optional.empty();
        }
        String assembly = scalar.value();
        if (assembly.isBlank() || assembly.length() > MAX_LENGTH) {
            source.problem(node.at(), assembly.isBlank() ? "no assembly" : assembly.length() + " characters of assembly",
                    "code of at most " + MAX_LENGTH + " characters", "");
            return Optional.empty();
        }
        return Optional.of(new Block(assembly, place(scalar, source)));
    }

    /// Where the first character of a block's first line stands: below its `|`, which an anchor may have pushed down.
    private static Position place(Node.Scalar scalar, Source source) {
        String[] lines = scalar.value().split("\n", -1);
        int first = 0;
        while (lines[first].isBlank()) {
            first++;
        }
        for (int header = scalar.at().line(); header <= source.lines(); header++) {
            String written = source.line(header + 1 + first);
            if (BLOCK.matcher(source.line(header)).find() && written.endsWith(lines[first])) {
                return new Position(header + 1, written.length() - lines[first].length() + 1);
            }
        }
        throw new IllegalStateException("a block without its `|`");
    }
}
