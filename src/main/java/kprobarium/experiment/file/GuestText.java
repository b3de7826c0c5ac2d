package kprobarium.experiment.file;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import kprobarium.experiment.Names;

/// The assembly of an experiment, assembled to learn its labels and what is wrong with it.
///
/// @param text   the text's assembly
/// @param line   where its first line stands in the file
/// @param column where its lines start
/// @param data   the data's assembly; may be empty
/// @param labels the labels of both; empty if one could not be assembled
record GuestText(String text, int line, int column, String data, Optional<Map<String, Names.Place>> labels) {
    /// More is not an experiment.
    static final int MAX_LENGTH = 1 << 16;

    private static final Pattern BLOCK = Pattern.compile("\\|[-+0-9]*\\s*(#.*)?$");

    /// A block of assembly and the place of its first character.
    private record Block(String assembly, Position at) {
        static final Block NONE = new Block("", new Position(1, 1));
    }

    static GuestText read(Optional<Node> text, Optional<Node> data, Source source) {
        Optional<Block> textBlock = text.flatMap(node -> block(node, source));
        Optional<Block> dataBlock = data.isEmpty() ? Optional.of(Block.NONE) : block(data.get(), source);
        if (textBlock.isEmpty() || dataBlock.isEmpty()) {
            return new GuestText("", 1, 1, "", Optional.empty());
        }
        var labels = new LinkedHashMap<String, Names.Place>();
        long size = 0;
        for (String l : textBlock.get().assembly().split("\n")) {
            String code = l.replaceAll("#.*", "").strip();
            var m = Pattern.compile("^([A-Za-z_.$][\\w.$]*):\\s*").matcher(code);
            if (m.find()) {
                labels.put(m.group(1), new Names.Place(true, size));
                code = code.substring(m.end());
            }
            size += code.isEmpty() ? 0 : 4;
        }
        long end = size;
        labels.replaceAll((_, p) -> new Names.Place(true, end - p.bytes()));
        return new GuestText(textBlock.get().assembly(), textBlock.get().at().line(), textBlock.get().at().column(),
                dataBlock.get().assembly(), Optional.of(labels));
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
        int header = scalar.at().line();
        while (!BLOCK.matcher(source.line(header)).find()) {
            header++;
        }
        String[] lines = assembly.split("\n", -1);
        int first = 0;
        while (lines[first].isBlank()) {
            first++;
        }
        String written = source.line(header + 1 + first);
        return Optional.of(new Block(assembly, new Position(header + 1, written.length() - lines[first].length() + 1)));
    }
}
