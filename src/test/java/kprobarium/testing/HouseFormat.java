package kprobarium.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.eclipse.jdt.core.ToolFactory;
import org.eclipse.jdt.core.dom.AST;
import org.eclipse.jdt.core.dom.ASTParser;
import org.eclipse.jdt.core.dom.ASTVisitor;
import org.eclipse.jdt.core.dom.EitherOrMultiPattern;
import org.eclipse.jdt.core.dom.Pattern;
import org.eclipse.jdt.core.formatter.CodeFormatter;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.Document;
import org.eclipse.text.edits.InsertEdit;
import org.eclipse.text.edits.MultiTextEdit;
import org.eclipse.text.edits.TextEdit;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// The house format: Eclipse's formatter with the settings of `src/build/format.xml`, and help where it stumbles.
///
/// It does not know the commas of `case A _, B _`: it takes away the space or the new line after them, so these are put back. And it fails
/// on a `///` comment of an enum's constant, so it is shown `//` comments instead.
public final class HouseFormat {
    private static final Path SETTINGS = Path.of("src/build/format.xml");
    private static final String HIDDEN = "//\uE000";
    private static final String CONTINUATION = "        ";

    private final Map<String, String> settings = readSettings();
    private final CodeFormatter formatter = ToolFactory.createCodeFormatter(settings, ToolFactory.M_FORMAT_EXISTING);

    /// `source` in the house format. Formatting twice changes nothing more.
    public String format(String source) {
        return formatHidden(source.replace("///", HIDDEN)).replace(HIDDEN, "///");
    }

    private String formatHidden(String source) {
        int kind = CodeFormatter.K_COMPILATION_UNIT | CodeFormatter.F_INCLUDE_COMMENTS;
        TextEdit edit = formatter.format(kind, source, 0, source.length(), 0, "\n");
        if (edit == null) throw new IllegalArgumentException("not Java as the formatter knows it");
        var formatted = apply(edit, source);
        return apply(separatePatterns(formatted, wraps(source)), formatted);
    }

    /// For each comma between patterns, in the order of the source, whether the author went to a new line after it.
    private Queue<Boolean> wraps(String source) {
        var wraps = new ArrayDeque<Boolean>();
        forEachFurtherPattern(source, (_, pattern) -> {
            int comma = source.lastIndexOf(',', pattern);
            wraps.add(source.substring(comma, pattern).contains("\n"));
        });
        return wraps;
    }

    private TextEdit separatePatterns(String formatted, Queue<Boolean> wraps) {
        var edit = new MultiTextEdit();
        forEachFurtherPattern(formatted, (label, pattern) -> {
            boolean wrap = wraps.remove();
            if (formatted.charAt(pattern - 1) != ',') return;
            edit.addChild(new InsertEdit(pattern, wrap ? "\n" + indentation(formatted, label) + CONTINUATION : " "));
        });
        return edit;
    }

    /// Calls `visitor` with where the label begins, and where the pattern, for each pattern after the first of a label.
    private void forEachFurtherPattern(String source, BiConsumer<Integer, Integer> visitor) {
        var parser = ASTParser.newParser(AST.getJLSLatest());
        parser.setCompilerOptions(settings);
        parser.setSource(source.toCharArray());
        parser.createAST(null).accept(new ASTVisitor() {
            @Override
            public boolean visit(EitherOrMultiPattern node) {
                for (Pattern pattern : node.patterns().subList(1, node.patterns().size())) {
                    visitor.accept(node.getStartPosition(), pattern.getStartPosition());
                }
                return true;
            }
        });
    }

    private static String indentation(String source, int at) {
        int start = source.lastIndexOf('\n', at) + 1;
        int end = start;
        while (source.charAt(end) == ' ') end++;
        return source.substring(start, end);
    }

    private static String apply(TextEdit edit, String source) {
        var document = new Document(source);
        try {
            edit.apply(document, TextEdit.NONE);
        } catch (BadLocationException e) {
            throw new IllegalStateException(e);
        }
        return document.get();
    }

    private static Map<String, String> readSettings() {
        var settings = new TreeMap<String, String>();
        try {
            var xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(SETTINGS.toFile());
            var elements = xml.getElementsByTagName("setting");
            for (int i = 0; i < elements.getLength(); i++) {
                var element = (Element) elements.item(i);
                settings.put(element.getAttribute("id"), element.getAttribute("value"));
            }
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException(SETTINGS + ": " + e.getMessage(), e);
        }
        return settings;
    }
}
