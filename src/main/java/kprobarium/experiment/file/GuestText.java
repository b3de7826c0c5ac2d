package kprobarium.experiment.file;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import kprobarium.experiment.Names;
import kprobarium.isa.Assembler;
import kprobarium.isa.Assembly;
import kprobarium.isa.Diagnostic;
import kprobarium.kernel.Layout;
import kprobarium.symbol.Symbols;

/// The assembly of an experiment, assembled to learn its labels and what is wrong with it.
///
/// @param text   the text's assembly
/// @param line   where its first line stands in the file
/// @param column where its lines start
/// @param data   the data's assembly; may be empty
/// @param labels the labels of both; empty if one could not be assembled
record GuestText(String text, int line, int column, String data, Optional<Map<String, Names.Place>> labels) {
    /// More assembly, or more bytes from it, is not an experiment.
    static final int MAX_LENGTH = 1 << 16;
    private static final Pattern BLOCK = Pattern.compile("\\|[-+0-9]*\\s*(#.*)?$");

    /// A block of assembly and the place of its first character.
    private record Block(String assembly, Position at) {
        static final Block NONE = new Block("", new Position(1, 1));

        /// Assembles at the block's own place, so that the assembler speaks of the lines and columns of the file.
        Assembly assemble(long base, Symbols known) {
            return Assembler.assemble("\n".repeat(at.line() - 1) + assembly.indent(at.column() - 1), base, known);
        }
    }

    static GuestText read(Optional<Node> textNode, Optional<Node> dataNode, Source source) {
        Optional<Block> textBlock = textNode.flatMap(node -> block(node, source));
        Optional<Block> dataBlock = dataNode.isEmpty() ? Optional.of(Block.NONE) : block(dataNode.get(), source);
        if (textBlock.isEmpty() || dataBlock.isEmpty()) {
            return new GuestText("", 1, 1, "", Optional.empty());
        }
        Symbols dataLabels = dataBlock.get().assemble(Layout.DATA, Symbols.none()).labels();
        Assembly text = textBlock.get().assemble(Layout.TEXT, dataLabels);
        Assembly data = dataBlock.get().assemble(Layout.DATA, text.labels());
        boolean sound = isSound(textBlock.get(), text, source) & isSound(dataBlock.get(), data, source);
        var labels = new LinkedHashMap<String, Names.Place>();
        text.labels().all().forEach(label -> labels.put(label.name(), place(text, label, true)));
        for (Symbols.Symbol label : data.labels().all()) {
            if (labels.putIfAbsent(label.name(), place(data, label, false)) != null) {
                source.problem(dataNode.orElseThrow().at(), "a label `" + label.name() + "` that the text has too",
                        "a name of its own", "");
            }
        }
        return new GuestText(textBlock.get().assembly(), textBlock.get().at().line(), textBlock.get().at().column(),
                dataBlock.get().assembly(), sound ? Optional.of(labels) : Optional.empty());
    }

    private static boolean isSound(Block block, Assembly assembly, Source source) {
        for (Diagnostic error : assembly.errors()) {
            source.problem(new Position(error.line(), error.column()), error.message(), "", "");
        }
        if (!block.assembly().isEmpty() && assembly.ok() && (assembly.image().length == 0 || assembly.image().length > MAX_LENGTH)) {
            source.problem(block.at(), assembly.image().length + " bytes of code or data", "1 to " + MAX_LENGTH, "");
            return false;
        }
        return assembly.ok();
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
