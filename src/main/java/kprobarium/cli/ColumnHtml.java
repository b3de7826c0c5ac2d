package kprobarium.cli;

import java.util.List;
import java.util.Locale;
import kprobarium.cli.Columns.Piece;
import kprobarium.cli.Columns.Row;

/// A playback as a page that needs nothing else: the same table as [ColumnText], to send to somebody or to attach to a report.
final class ColumnHtml {
    private static final String STYLE = """
            :root { color-scheme: light dark; --line: #8884; --soft: #888;
              --place: #06738a; --bad: #c01f2e; --doubt: #8a5a00; --good: #1a7f37; }
            @media (prefers-color-scheme: dark) { :root { --place: #5cc8dd; --bad: #ff7b85; --doubt: #e0b050; --good: #6fd58a; } }
            body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 110rem; padding: 0 1rem; }
            h1 { font-size: 1.3rem; margin: 0; }
            pre, code, table { font: 13px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
            pre { padding: .7rem 1rem; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; table-layout: fixed; }
            thead th { position: sticky; top: 0; background: Canvas; text-align: left; border-bottom: 2px solid var(--soft); }
            th, td { padding: .15rem .6rem; vertical-align: top; overflow-wrap: anywhere; }
            tbody tr { border-top: 1px solid var(--line); }
            tbody tr:target { background: #fd04; }
            th.step { width: 3.5rem; } td.step { text-align: right; } td.step a { color: var(--soft); text-decoration: none; }
            td + td { border-left: 1px solid var(--line); }
            td div { white-space: pre-wrap; } .below { padding-left: 2.2em; }
            .call, .surprise { font-weight: 600; } .instruction { color: var(--place); }
            .own, .nothing, .switch, .others, .fold { color: var(--soft); }
            .memory, .event { color: var(--doubt); } .change { color: var(--good); }
            .loss, .death, .bad { color: var(--bad); font-weight: 600; }
            ul { margin: .3rem 0; }
            """;

    private final Playback playback;
    private final Columns columns;
    private final StringBuilder page = new StringBuilder();

    private ColumnHtml(Playback playback, boolean verbose) {
        this.playback = playback;
        columns = new Columns(playback, verbose);
    }

    /// The page; `command` replays the schedule, `verbose` shows also what the kernel writes for itself.
    static String page(Playback playback, String command, boolean verbose) {
        return new ColumnHtml(playback, verbose).page(command);
    }

    private String page(String command) {
        String title = playback.variant().name() + " " + playback.kernel();
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>").append(escaped(title)).append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
        page.append("<h1>").append(escaped(title)).append("</h1>\n");
        page.append("<p>").append(escaped(playback.variant().about())).append("</p>\n");
        page.append("<pre>").append(escaped(command)).append("\n").append(escaped("Token " + playback.token())).append("</pre>\n");
        page.append("<details><summary>Text and probes</summary>\n<pre>").append(escaped(playback.variant().text().stripTrailing()))
                .append("</pre>\n<ul>\n");
        playback.variant().kprobes().forEach(p -> item(p.name() + " at " + p.at(), ""));
        page.append("</ul></details>\n");
        table();
        epilogue(Epilogue.of(playback));
        return page.append("</body>\n</html>\n").toString();
    }

    private void table() {
        page.append("<table>\n<thead><tr><th class=\"step\">step</th>");
        for (int cpu = 0; cpu < playback.cpus(); cpu++) page.append("<th>CPU ").append(cpu).append("</th>");
        page.append("</tr></thead>\n<tbody>\n");
        for (Row row : columns.rows(playback.steps())) row(row);
        page.append("</tbody>\n</table>\n");
    }

    private void row(Row row) {
        if (row.number().isEmpty()) page.append("<tr><td class=\"step\"></td>");
        else page.append("<tr id=\"s%1$s\"><td class=\"step\"><a href=\"#s%1$s\">%1$s</a></td>".formatted(row.number()));
        page.append("<td></td>".repeat(row.cpu())).append("<td>");
        for (Piece piece : row.pieces()) {
            String style = piece.kind().name().toLowerCase(Locale.ROOT) + (piece.kind().below ? " below" : "");
            page.append("<div class=\"").append(style).append("\">").append(escaped(piece.text())).append("</div>");
        }
        page.append("</td>").append("<td></td>".repeat(playback.cpus() - 1 - row.cpu())).append("</tr>\n");
    }

    private void epilogue(Epilogue epilogue) {
        page.append("<p").append(epilogue.bad() ? " class=\"bad\"" : "").append(">").append(escaped(epilogue.how())).append("</p>\n<ul>\n");
        epilogue.standing().forEach(cpu -> item(cpu, ""));
        epilogue.observed().forEach(value -> item(value, ""));
        epilogue.oopses().forEach(oops -> item(oops, "bad"));
        page.append("</ul>\n");
        List<Epilogue.Asked> predicates = epilogue.predicates();
        if (predicates.isEmpty()) return;
        page.append("<p>Expected of ").append(escaped(playback.kernel())).append(":</p>\n<ul>\n");
        for (Epilogue.Asked asked : predicates) {
            item(asked.quantifier() + " " + asked.predicate() + ": " + asked.answer(), asked.against() ? "bad" : "");
        }
        page.append("</ul>\n");
    }

    private void item(String text, String style) {
        page.append(style.isEmpty() ? "<li>" : "<li class=\"" + style + "\">");
        page.append("<code>").append(escaped(text)).append("</code></li>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
