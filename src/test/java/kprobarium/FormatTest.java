package kprobarium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import kprobarium.testing.HouseFormat;
import kprobarium.testing.SourceTree;

import org.junit.jupiter.api.Test;

/// Keeps the sources in the house format. `mvn test -Dtest=FormatTest -Dformat` puts them into it.
final class FormatTest {
    private static final int COLUMNS = 140;

    private final HouseFormat format = new HouseFormat();

    @Test
    void sources_are_in_the_house_format() throws IOException {
        boolean apply = System.getProperty("format") != null;
        var complaints = new ArrayList<String>();
        for (Path file : SourceTree.javaFiles()) {
            var source = Files.readString(file);
            var formatted = format.format(source);
            if (formatted.equals(source)) continue;
            if (apply) {
                Files.writeString(file, formatted);
                System.out.println("formatted: " + file);
            } else {
                complaints.add(firstDifference(file, source, formatted));
            }
        }
        assertTrue(complaints.isEmpty(), () -> String.join("\n", complaints) + "\nPut it right with: mvn test -Dtest=FormatTest -Dformat");
    }

    /// Tables between `@formatter:off` and `@formatter:on` may be wider.
    @Test
    void lines_end_before_column_141() throws IOException {
        var complaints = new ArrayList<String>();
        for (Path file : SourceTree.javaFiles()) {
            boolean table = false;
            var lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                var line = lines.get(i);
                if (line.strip().equals("// @formatter:off")) table = true;
                if (line.strip().equals("// @formatter:on")) table = false;
                if (!table && line.length() > COLUMNS) complaints.add(file + ":" + (i + 1) + ": " + line.length() + " columns");
            }
        }
        assertEquals(List.of(), complaints);
    }

    @Test
    void what_the_author_may_decide_stays() throws IOException {
        var sample = Files.readString(Path.of("src/test/resources/format/Sample.txt"));
        assertEquals(sample, format.format(sample));
    }

    @Test
    void spaces_and_indentation_are_put_right() {
        var crooked = """
                class A {
                  int f( Object o ){
                    if(o==null) return  1 ;
                    return switch(o) { case String _,Integer _->2; default->3; };
                  }
                }
                """;
        var straight = """
                class A {
                    int f(Object o) {
                        if (o == null) return 1;
                        return switch (o) { case String _, Integer _ -> 2; default -> 3; };
                    }
                }
                """;
        assertEquals(straight, format.format(crooked));
    }

    private static String firstDifference(Path file, String source, String formatted) {
        var is = source.lines().toList();
        var should = formatted.lines().toList();
        int i = 0;
        while (i < is.size() && i < should.size() && is.get(i).equals(should.get(i))) i++;
        return file + ":" + (i + 1) + ": found    " + (i < is.size() ? is.get(i) : "the end")
                + "\n    expected " + (i < should.size() ? should.get(i) : "the end");
    }
}
