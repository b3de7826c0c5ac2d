package kprobarium.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

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
/// It takes away the space after the comma of `case A _, B _` and has no setting for it; and it fails on a `///` comment of an enum's
/// constant, so it is shown `//` comments instead.
public final class HouseFormat {
    private static final Path SETTINGS = Path.of("src/build/format.xml");
    private static final String HIDDEN = "//\uE000";

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
        return apply(spacesBetweenPatterns(formatted), formatted);
    }

    private TextEdit spacesBetweenPatterns(String source) {
        var parser = ASTParser.newParser(AST.getJLSLatest());
        parser.setCompilerOptions(settings);
        parser.setSource(source.toCharArray());
        var spaces = new MultiTextEdit();
        parser.createAST(null).accept(new ASTVisitor() {
            @Override
            public boolean visit(EitherOrMultiPattern node) {
                for (Pattern pattern : node.patterns().subList(1, node.patterns().size())) {
                    int at = pattern.getStartPosition();
                    if (source.charAt(at - 1) == ',') spaces.addChild(new InsertEdit(at, " "));
                }
                return true;
            }
        });
        return spaces;
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
